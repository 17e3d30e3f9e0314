import BilateralBase
import BilateralCrypto
import BilateralStore
import Foundation
import Glibc
import Testing

@testable import partnerctl

/// Looks for secrets where none may be: logs, exchanges, archives, and the whole state of both fleets.
struct SecretSearch {
  private let base: KillStage
  /// What must be nowhere, with the name under which it is told.
  private var secrets: [String: [UInt8]] = [:]

  /// Gathers what is secret: the files below `secrets`, and the two tokens that are in use, each in every form.
  init(_ base: KillStage) async throws {
    self.base = base
    for side in KillStage.Side.allCases {
      let folder = base.path(side) + "/secrets"
      for name in (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String]) ?? [] {
        guard let text = readFile("\(folder)/\(name)"), !text.isEmpty else { continue }
        add(Array(text.utf8), "\(side) \(name)")
      }
      try await addToken(side)
    }
  }

  /// The token that a side presents to the other, out of its seal.
  private mutating func addToken(_ side: KillStage.Side) async throws {
    let (name, path) = (side == .cpo ? "acme" : "volt", base.path(side))
    let store = try Store(readingOnly: path + "/state/test/bilateral.db")
    defer { store.close() }
    let row = try #require(try await store.read { tx in try tx.partners.partner(name) })
    let key = try #require(
      readFile(path + "/secrets/store/key").flatMap { Base64.decode($0.filter { $0 > " " }) })
    let sealed = try #require(row.theirToken, "\(side) has no token")
    add(try SealingKey(key).open(sealed, context: Array("their-token:\(name)".utf8)), "\(side) token")
  }

  private mutating func add(_ secret: [UInt8], _ name: String) {
    let bare = secret.filter { $0 > 0x20 }
    secrets[name] = bare
    secrets[name + " in Base64"] = Array(Base64.encode(bare).utf8)
    if let raw = Base64.decode(String(decoding: bare, as: UTF8.self)) { secrets[name + " decoded"] = raw }
  }

  /// Looks in what the processes logged, and in every file of their states.
  ///
  /// Cards stand in sessions and CDRs, and so in the database and the archive of them, and nowhere else.
  func look(in logs: String) throws {
    #expect(secrets.count >= 12, "\(secrets.keys.sorted())")
    #expect(!logs.isEmpty)
    look(in: Array(logs.utf8), "the logs", besides: [LoadObjects.uid])
    for side in KillStage.Side.allCases {
      let state = base.path(side) + "/state"
      for name in (FileManager.default.enumerator(atPath: state)?.allObjects as? [String]) ?? [] {
        guard let data = FileManager.default.contents(atPath: "\(state)/\(name)") else { continue }
        let hasCards =
          name.contains("bilateral.db") || name.hasSuffix("-sessions.jsonl") || name.hasSuffix("-cdrs.jsonl")
        look(in: Array(data), "\(side) \(name)", besides: hasCards ? [] : [LoadObjects.uid])
      }
    }
  }

  /// Looks in one place.
  func look(in bytes: [UInt8], _ place: String, besides words: [String]) {
    let data = Data(bytes)
    for (name, secret) in secrets where data.range(of: Data(secret)) != nil {
      Issue.record("\(name) stands in \(place)")
    }
    for word in words {
      guard let found = data.range(of: Data(word.utf8)) else { continue }
      let around = data[max(0, found.lowerBound - 150)..<min(data.count, found.upperBound + 100)]
      Issue.record("\(word) stands in \(place): \(String(decoding: around, as: UTF8.self))")
    }
  }
}
