package import BilateralBase
import BilateralModel
package import BilateralStore

/// The objects of one page, read and ready to be stored.
package struct Page: Sendable {
  /// Good objects in the partner's order.
  package var objects: [ReceivedObject] = []
  /// Refused objects, each with its key where it can be read.
  package var refused: [(row: RefusedObject, key: ObjectKey?)] = []

  /// Whose objects were left out, and how many: parties that a hub shows and that speak to us themselves.
  package var leftOut: [PartyID: Int] = [:]

  package init() {}

  /// The newest `last_updated` on the page.
  package var newest: Timestamp? { objects.map(\.lastUpdated).max() }

  /// Reads a list, object by object: a bad one does not cost the others (TR-43).
  ///
  /// - Parameters:
  ///   - list: the objects of the answer.
  ///   - reader: judges each object.
  ///   - generation: of the full crawl that brings them; nil in a delta.
  ///   - askedAt: when the list was asked for.
  package init<Kind>(
    _ list: [JSONNode], _ reader: ObjectReader<Kind>, generation: Int64?, askedAt: Timestamp? = nil
  ) {
    take(list, generation, askedAt) { _ in OwnerReaders<Kind>.Judgement.taken(by: reader) }
  }

  /// Reads a list of several owners' objects, each by its owner's terms.
  init<Kind>(_ list: [JSONNode], _ owners: OwnerReaders<Kind>, generation: Int64?, askedAt: Timestamp) {
    var owners = owners
    take(list, generation, askedAt) { owners.judge($0) }
  }

  private mutating func take<Kind>(
    _ list: [JSONNode], _ generation: Int64?, _ askedAt: Timestamp?,
    _ judge: (JSONNode) -> OwnerReaders<Kind>.Judgement
  ) {
    var spellings: [CiString: String] = [:]
    for node in list {
      guard case .taken(let reader) = judge(node) else {
        if let party = PartyID(ownerOf: node) { leftOut[party, default: 0] += 1 }
        continue
      }
      do throws(ObjectReader<Kind>.Refusal) {
        var row = try reader.read(node, generation: generation).row
        row.askedAt = askedAt
        try reader.demand(row.key, spelledAs: &spellings, node)
        objects.append(row)
      } catch {
        refused.append((error.row, error.key))
      }
    }
  }
}
