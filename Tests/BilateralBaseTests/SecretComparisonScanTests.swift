import Foundation
import Testing

/// Where sources compare tokens, secrets or hashes of them.
@Suite struct SecretComparisonScanTests {
  /// Ordinary comparisons of two values that are both our own, by file, with the reason.
  ///
  /// Nobody outside chooses either side.
  private static let own: [String: String] = [
    "Runtime/Adopt/Adoption.swift": "whether an export is of the token that we hold",
    "Runtime/Certify/CertifyCheck+Credentials.swift":
      "whether a partner echoes our token, in a report of our own",
    "Runtime/Outbox/OutboxSender.swift": "whether the token changed while we sent",
    "Runtime/Links/PartnerLink.swift": "whether what we hold of a partner has changed",
    "Runtime/Links/LinkLoader.swift": "sealed texts of our own store",
    "Runtime/Registration/FirstUse.swift": "the hash of a caller that was let in already",
    "Runtime/Registration/Rotation.swift": "whether our exchange brought the token that it was about",
    "Runtime/Registration/Registrar.swift": "whether the partner changed its token meanwhile",
    "Runtime/Registration/TheirTokens.swift": "which of the tokens that we hold was refused",
  ]

  private static let rooms = ["Runtime", "Net", "Crypto"]
  private static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test("S-01 S-06 what somebody presents is compared in constant time alone, and no exception is idle")
  func comparisons() throws {
    // A token or the hash of one, on either side; whether there is one at all may be asked.
    let words = #"(revealed|ourToken|theirToken|officeToken|password|caller\.hash|SHA256\.hash\([^)]*\))"#
    let before = try NSRegularExpression(pattern: words + #"[)}\]?]*\s*(==|!=)(?!\s*(nil\b|\.))"#)
    let after = try NSRegularExpression(pattern: #"(==|!=)\s*[a-zA-Z_.?]*"# + words + #"(?!\w)"#)
    var found: Set<String> = []
    for room in Self.rooms {
      let folder = Self.project.appendingPathComponent("Sources/Bilateral/\(room)")
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
        $0.hasSuffix(".swift")
      }
      for file in files.sorted() {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        for line in text.split(separator: "\n") {
          let code = line.components(separatedBy: "//")[0]
          let range = NSRange(code.startIndex..., in: code)
          guard [before, after].contains(where: { $0.firstMatch(in: code, range: range) != nil }) else {
            continue
          }
          found.insert("\(room)/\(file)")
          #expect(Self.own["\(room)/\(file)"] != nil, "\(room)/\(file): \(line)")
        }
      }
    }
    #expect(Set(Self.own.keys).subtracting(found) == [], "an exception that nothing needs any more")
  }

  @Test(
    "S-01 the tables of tokens and of logins are found by hash, the back office's key by a comparison in constant time"
  )
  func places() throws {
    let uses = [
      ("Runtime/OCPI/TokenDirectory.swift", "HashedSecrets<OurTokenRow>"),
      ("Runtime/Board/BoardSessions.swift", "HashedSecrets<Session>"),
      ("Runtime/BackOffice/OfficeKey.swift", "constantTimeEquals(SHA256.hash(token), hash)"),
      ("Crypto/HashedSecrets.swift", "constantTimeEquals($0.hash, hash)"),
    ]
    for (file, words) in uses {
      let path = Self.project.appendingPathComponent("Sources/Bilateral/\(file)")
      #expect(try String(contentsOf: path, encoding: .utf8).contains(words), "\(file)")
    }
  }
}
