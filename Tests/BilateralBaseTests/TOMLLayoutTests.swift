import BilateralBase
import Foundation
import Testing

@Suite struct TOMLLayoutTests {
  private static func layout(_ text: String) -> String? {
    TOMLLayout.text(of: TOMLDocument(parsing: Array(text.utf8), file: "f")).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// `written ⇒ laid out`, `¶` for LF.
  private static let table = ##"""
    a=1 ⇒ a = 1¶
    a = 1¶ ⇒ a = 1¶
    ¶¶a = 1¶¶¶b = 2¶¶ ⇒ a = 1¶¶b = 2¶
    a = 1¶long = 2 ⇒ a    = 1¶long = 2¶
    a = 1¶¶long = 2 ⇒ a = 1¶¶long = 2¶
    a = 1¶# about long¶long = 2 ⇒ a = 1¶# about long¶long = 2¶
    a.b . "c d" = 1 ⇒ a.b."c d" = 1¶
    [ a . b ]¶c=1 ⇒ [a.b]¶c = 1¶
    [[ a ]]¶c=1¶[[a]] ⇒ [[a]]¶c = 1¶¶[[a]]¶
    c=1¶# of a¶# more¶[a] ⇒ c = 1¶¶# of a¶# more¶[a]¶
    c=1¶# of c¶¶[a] ⇒ c = 1¶# of c¶¶[a]¶
    # top¶[a] ⇒ # top¶[a]¶
    a = 1 # why ⇒ a = 1                          # why¶
    a = "0123456789012345678901234567890" # why ⇒ a = "0123456789012345678901234567890"  # why¶
    a = "0.590 EUR/kWh" # €␣ ⇒ a = "0.590 EUR/kWh"            # €¶
    a = [ 1,2 , 3, ] ⇒ a = [1, 2, 3]¶
    a = [¶1, 2,¶ # between¶3 # third¶] ⇒ a = [¶  1, 2,¶  # between¶  3,  # third¶]¶
    a = [ # first¶1] ⇒ a = [¶  # first¶  1,¶]¶
    a = [1¶,2] ⇒ a = [¶  1,¶  2,¶]¶
    a = [¶] ⇒ a = []¶
    a = [[1,¶2],[3]] ⇒ a = [¶  [¶    1,¶    2,¶  ], [3],¶]¶
    a = {b=1,c = {d=[1,2]}} ⇒ a = { b = 1, c = { d = [1, 2] } }¶
    a = {} ⇒ a = {}¶
    a = {b = [¶1¶]} ⇒ a = { b = [¶  1,¶] }¶
    a = 0x1F¶b = 1_000.50¶c = 2026-03-01 08:00:00 # x ⇒ a = 0x1F¶b = 1_000.50¶c = 2026-03-01 08:00:00        # x¶
    a = 'C:\dir'¶b = "q\"#" ⇒ a = 'C:\dir'¶b = "q\"#"¶
    a = """¶  two  ¶lines""""" # end ⇒ a = """¶  two  ¶lines"""""                     # end¶
    a = '''x''' ⇒ a = '''x'''¶
    "" = "" ⇒ "" = ""¶
    """##.split(separator: "\n").compactMap { line -> (String, String)? in
      let parts = line.replacing("¶", with: "\n").replacing("␣", with: " ").split(separator: " ⇒ ")
      return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

  @Test(arguments: table) func `a text has one layout, which is its own`(written: String, laidOut: String) {
    #expect(Self.layout(written) == laidOut)
    #expect(Self.layout(laidOut) == laidOut)
  }

  @Test func `line ends of other systems and a byte order mark go, those inside texts stay`() {
    #expect(Self.layout("\u{FEFF}a = 1\r\nb = '''x\r\ny'''\r\n") == "a = 1\nb = '''x\r\ny'''\n")
    #expect(Self.layout("") == "")
    #expect(Self.layout("# only\n") == "# only\n")
  }

  @Test func `what cannot be read has no layout`() {
    #expect(Self.layout("a = \n") == nil)
    #expect(Self.layout("a = 1\na = 2\n") == nil)
  }

  @Test func `every file of the repository says the same in its layout`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var count = 0
    for folder in ["partners", "groups", "Tests/BilateralTermsTests/Fixtures/partnerfile/ok"] {
      let files = try FileManager.default.contentsOfDirectory(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
      for file in files where file.pathExtension == "toml" {
        try Self.holds(Array(Data(contentsOf: file)), file.lastPathComponent)
        count += 1
      }
    }
    #expect(count >= 6)
  }

  @Test func `random texts say the same in their layout, and it is its own`() throws {
    var random = Scatter(seed: 20_261_121)
    for round in 0..<400 {
      var writer = RandomTOML(random)
      let text = writer.document()
      random = writer.random
      try Self.holds(Array(text.utf8), "round \(round): \(text)")
    }
  }

  private static func holds(_ bytes: [UInt8], _ name: String) throws {
    let before = TOMLDocument(parsing: bytes, file: "f")
    try #require(before.problems.isEmpty, "\(name): \(before.problems)")
    let text = try #require(TOMLLayout.text(of: before), "\(name)")
    let after = TOMLDocument(parsing: text, file: "f")
    #expect(TOMLTaggedJSON.text(of: before) == TOMLTaggedJSON.text(of: after), "\(name)")
    #expect(before.commentTexts == after.commentTexts, "\(name)")
    #expect(TOMLLayout.text(of: after) == text, "\(name)")
  }
}

/// A small generator: the same numbers for the same seed.
private struct Scatter: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
  }
}

/// Writes texts with every form of value, wildly spaced.
private struct RandomTOML {
  var random: Scatter
  private var names = 0
  private var comments = 0

  init(_ random: Scatter) { self.random = random }

  mutating func document() -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      text += pairs()
      if chance(3) { text += comment() + "\n" }
      text += chance(2) ? "[\(blank())\(key())\(blank())]" : "[[\(blank())\(key())]]"
      text += tail()
    }
    return text + pairs()
  }

  private mutating func pairs() -> String {
    (0..<Int.random(in: 0...4, using: &random)).reduce("") { text, _ in
      var line = chance(4) ? blank() + comment() + "\n" : ""
      if chance(5) { line += "\n\n" }
      return text + line + blank() + key() + blank() + "=" + blank() + value(3) + tail()
    }
  }

  private mutating func tail() -> String {
    blank() + (chance(3) ? comment() : "") + (chance(4) ? "\r\n" : "\n")
  }

  private mutating func key() -> String {
    names += 1
    return ["k\(names)", "\"k \(names)\"", "'k.\(names)'", "k\(names) . deep", "k\(names).\"d.e\""]
      .randomElement(
        using: &random) ?? ""
  }

  private mutating func value(_ depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 12 : 9), using: &random) {
    case 0: "\"0.5\(names) EUR/kWh # no comment\""
    case 1: "'it\\is'"
    case 2: "\"\"\"a\n  b \"\" \\\"\"\"\""
    case 3: "'''x\n''y'''"
    case 4: "-1_000"
    case 5: "6.02e+23"
    case 6: "2026-11-21 08:00:00Z"
    case 7: "true"
    case 8: "\"say \\\"x\\\\\""
    case 9: table(depth)
    default: array(depth)
    }
  }

  private mutating func array(_ depth: Int) -> String {
    var text = "[" + gap()
    let count = Int.random(in: 0...3, using: &random)
    for position in 0..<count {
      text += value(depth - 1) + gap()
      if position < count - 1 || chance(2) { text += "," + gap() }
    }
    return text + "]"
  }

  private mutating func table(_ depth: Int) -> String {
    let pairs = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      blank() + key() + blank() + "=" + blank() + value(depth - 1) + blank()
    }
    return "{" + blank() + pairs.joined(separator: ",") + "}"
  }

  private mutating func gap() -> String {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: "\n"
    case 1: blank() + comment() + "\n" + blank()
    case 2: "\n\n" + comment() + "\r\n"
    default: blank()
    }
  }

  private mutating func comment() -> String {
    comments += 1
    return "# no. \(comments) € \"" + blank()
  }

  private mutating func blank() -> String { [" ", "", "  ", "\t"].randomElement(using: &random) ?? "" }

  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }
}
