import Foundation

/// A test by what it says of itself: its display name or its raw identifier.
struct NamedTest: Equatable {
  /// The file, relative to the folder of the project.
  let file: String
  let name: String

  /// The ids the name holds, such as `TR-28` and `S-15`: capitals, a hyphen, two digits.
  var ids: [String] {
    name.split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
      .filter { Self.isID($0, letters: 1...3) }
  }

  /// The ids before the first word of the sentence.
  var leadingIDs: [String] {
    name.split(separator: " ").map { $0.trimmingCharacters(in: .punctuationCharacters) }.prefix(
      while: { Self.isID($0) }
    )
    .map(\.self)
  }

  /// The name without the ids that stand before the sentence.
  var sentence: String {
    let words = name.split(separator: " ")
    let rest = words.drop { Self.isMark($0.trimmingCharacters(in: .punctuationCharacters)) }
    return rest.isEmpty ? name : rest.joined(separator: " ")
  }

  /// Whether a word has the shape of a requirement's id; those of OCPI have two or three letters.
  static func isID(_ word: String, letters: ClosedRange<Int> = 2...3) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && letters.contains(parts[0].count) && parts[1].count == 2
      && parts[0].allSatisfy { $0.isASCII && $0.isUppercase } && parts[1].allSatisfy(\.isWholeNumber)
  }

  /// Whether a word is any mark that a name begins with: an id, a pitfall `P-07`, a rule of security `S-15`.
  private static func isMark(_ word: String) -> Bool {
    if isID(word) { return true }
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].count == 1 && parts[0].allSatisfy { $0.isASCII && $0.isUppercase }
      && !parts[1].isEmpty && parts[1].allSatisfy(\.isWholeNumber)
  }
}

extension NamedTest {
  /// All tests in the sources below `Tests`, in the order of files and lines.
  static func all(in project: URL) throws -> [Self] {
    let folder = project.appendingPathComponent("Tests")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift")
    }
    return try files.sorted().flatMap { file in
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      return names(in: text).map { Self(file: "Tests/" + file, name: $0) }
    }
  }

  /// The names of the tests in a source text: the literal after `@Test(`, or the identifier in backticks.
  static func names(in text: String) -> [String] {
    text.components(separatedBy: "@Test").dropFirst().compactMap { piece in
      let afterBracket = piece.hasPrefix("(") ? piece.dropFirst().drop(while: \.isWhitespace) : ""
      if afterBracket.hasPrefix(lines) { return literalOfLines(afterBracket.dropFirst(3)) }
      if afterBracket.hasPrefix("\"") { return literal(afterBracket.dropFirst()) }
      guard let start = piece.range(of: "func `") else { return nil }
      return String(piece[start.upperBound...].prefix { $0 != "`" })
    }
  }

  private static let lines = "\"\"\""

  /// A literal of several lines, those that end in a backslash joined.
  private static func literalOfLines(_ text: Substring) -> String {
    let end = text.range(of: lines)?.lowerBound ?? text.endIndex
    return text[..<end].split(separator: "\n").map { line in
      let line = line.trimmingCharacters(in: .whitespaces)
      return line.hasSuffix("\\") ? line.dropLast().trimmingCharacters(in: .whitespaces) : line
    }.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// A string literal up to its closing quote, with `\"` read as a quote.
  private static func literal(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      if character == "\"", !isEscaped { break }
      isEscaped = character == "\\" && !isEscaped
      if !isEscaped { result.append(character) }
    }
    return result
  }
}
