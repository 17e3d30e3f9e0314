import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import Testing

@testable import partnerctl

/// The database of a fleet as a runtime leaves it.
extension TestFolder {
  private func store() throws -> Store {
    try FileSystem.makeFolder(path + "/state/test")
    return try Store(at: path + "/state/test/bilateral.db")
  }

  /// Puts a partner's file into force with its price lists, as `apply` does.
  func putIntoForce(_ id: String) async throws {
    let fleet = try LoadedFleet.read(path)
    let file = try #require(fleet.partners[id], "\(fleet.findings)")
    let snapshot = TermsSnapshot(
      file, text: fleet.texts[id] ?? "", defaults: fleet.defaults, groups: fleet.groups, lists: fleet.lists)
    let store = try store()
    defer { store.close() }
    let isNew = try await store.write { tx in try snapshot.apply(tx, actor: "test") }
    try #require(isNew)
  }

  /// Keeps an object that a partner sent.
  func receive(_ module: String, from partner: String, _ key: ObjectKey, _ text: String) async throws {
    let store = try store()
    defer { store.close() }
    let object = ReceivedObject(
      module: module, partner: partner, key: key, version: "2.2.1", body: JSONText(Array(text.utf8)),
      lastUpdated: Timestamp(seconds: 1_770_000_000), hash: [1])
    _ = try await store.write { tx in try tx.received.put(object) }
  }
}
