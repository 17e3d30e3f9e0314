import Synchronization

/// All live partners by id; replaced entry by entry on reload.
package final class LinkTable: Sendable {
  private let links = Mutex<[String: PartnerLink]>([:])
  /// Who is behind whose connection.
  let counterparties = Counterparties()

  package init() {}

  package subscript(id: String) -> PartnerLink? { links.withLock { $0[id] } }

  /// All links, by id.
  package var all: [PartnerLink] {
    links.withLock { links in links.values.sorted { $0.id < $1.id } }
  }

  /// Adds a link, or replaces the one of the same id.
  package func add(_ link: PartnerLink) {
    links.withLock { $0[link.id] = link }
    counterparties.forget()
  }

  /// Takes a link out.
  @discardableResult
  package func remove(_ id: String) -> PartnerLink? {
    defer { counterparties.forget() }
    return links.withLock { $0.removeValue(forKey: id) }
  }
}
