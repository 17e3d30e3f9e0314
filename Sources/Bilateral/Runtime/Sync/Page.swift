package import BilateralBase
import BilateralModel
package import BilateralStore

/// The objects of one page, read and ready to be stored.
package struct Page: Sendable {
  /// Good objects in the partner's order.
  package var objects: [ReceivedObject] = []
  /// Refused objects, each with its key where it can be read.
  package var refused: [(row: RefusedObject, key: ObjectKey?)] = []

  package init() {}

  /// The newest `last_updated` on the page.
  package var newest: Timestamp? { objects.map(\.lastUpdated).max() }

  /// Reads a list, object by object: a bad one does not cost the others (TR-43).
  ///
  /// - Parameters:
  ///   - list: the objects of the answer.
  ///   - reader: judges each object.
  ///   - generation: of the full crawl that brings them; nil in a delta.
  package init<Kind>(_ list: [JSONNode], _ reader: ObjectReader<Kind>, generation: Int64?) {
    var spellings: [CiString: String] = [:]
    for node in list {
      do throws(ObjectReader<Kind>.Refusal) {
        let row = try reader.read(node, generation: generation).row
        try reader.demand(row.key, spelledAs: &spellings, node)
        objects.append(row)
      } catch {
        refused.append((error.row, error.key))
      }
    }
  }
}
