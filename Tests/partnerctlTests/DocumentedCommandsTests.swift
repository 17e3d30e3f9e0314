import Foundation
import Testing

@testable import partnerctl

/// Commands in the documents: each names a verb and flags that there are.
@Suite struct DocumentedCommandsTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  /// The pages that people read; the generated reference is made from the table itself.
  static let pages: [String] = {
    let docs = (try? FileManager.default.contentsOfDirectory(atPath: root + "/docs")) ?? []
    return ["README.md", "partners/README.md"]
      + docs.filter { $0.hasSuffix(".md") && $0 != "cli.md" }.sorted().map { "docs/\($0)" }
  }()

  /// A command in a page: its verb and the long flags that follow it.
  struct Mention: Hashable {
    let verb: String
    let flags: [String]
  }

  static func mentions(_ text: String) -> [Mention] {
    var found: [Mention] = []
    for line in text.split(separator: "\n") {
      for part in line.replacing("partnerctl.", with: "").split(separator: "partnerctl ").dropFirst(
        line.hasPrefix("partnerctl ") ? 0 : 1)
      {
        // A command ends where its quotation, its cell or its comment begins.
        let command = part.prefix { !"`|#→;".contains($0) }
        let end = command.range(of: "  ")?.lowerBound ?? command.endIndex
        let words = command[..<end].split(separator: " ").map(String.init)
        guard let verb = words.first, verb.first?.isLetter == true,
          verb.allSatisfy({ $0.isLowercase || $0 == "-" }), verb.count > 1
        else {
          continue
        }
        let flags = words.dropFirst().filter { $0.hasPrefix("--") && $0.count > 2 }.map { word in
          String(word.dropFirst(2).prefix { $0.isLetter || $0.isNumber || $0 == "-" })
        }
        found.append(Mention(verb: verb, flags: flags))
      }
    }
    return found
  }

  @Test("commands are found in quotations, blocks and tables")
  func finding() {
    let text =
      "do `partnerctl settle acme --preview` or\npartnerctl plan acme --out F    # --not here\n| a | `partnerctl undo x` --no |"
    #expect(
      Self.mentions(text) == [
        Mention(verb: "settle", flags: ["preview"]), Mention(verb: "plan", flags: ["out"]),
        Mention(verb: "undo", flags: []),
      ])
  }

  @Test("a page names only verbs and flags that there are", arguments: pages)
  func page(_ name: String) throws {
    let text = try String(contentsOfFile: "\(Self.root)/\(name)", encoding: .utf8)
    for mention in Set(Self.mentions(text)) {
      guard let command = CommandTable.standard[mention.verb] else {
        // Prose goes on after the name of the program; a verb does not end in the middle of a sentence.
        #expect(Self.prose.contains(mention.verb), "\(name): there is no verb \(mention.verb)")
        continue
      }
      let known = Set((command.flags + GlobalFlags.all).map(\.name))
      for flag in mention.flags {
        #expect(known.contains(flag), "\(name): \(mention.verb) has no --\(flag)")
      }
    }
  }

  /// Words that follow the name of the program in sentences.
  private static let prose: Set<String> = [
    "is", "works", "and", "in", "beside", "with", "shows", "has", "to",
  ]
}
