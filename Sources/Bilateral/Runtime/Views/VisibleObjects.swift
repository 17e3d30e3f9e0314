import BilateralBase
import BilateralModel
package import BilateralStore

/// Everything a partner sees of a module now, in the partner's version: what a comparison of both sides starts from.
package struct VisibleObjects: Sendable {
  /// One object as the partner gets it.
  package struct Entry: Sendable {
    package let key: ObjectKey
    package let body: [UInt8]
  }

  private let commons: Commons
  private let link: PartnerLink

  package init(_ link: PartnerLink, _ commons: Commons) {
    self.link = link
    self.commons = commons
  }

  /// All visible objects in the canonical order of (country, party, id), by bytes (ruling 38).
  ///
  /// - Throws: what the store throws.
  package func all(_ module: String) async throws -> [Entry] {
    var entries: [Entry] = []
    var offset = 0
    while true {
      let page = try await page(module, offset)
      entries += page.entries
      offset += page.count
      guard page.count > 0 else { break }
    }
    return entries.sorted { a, b in Self.order(a.key).lexicographicallyPrecedes(Self.order(b.key)) }
  }

  private func page(_ module: String, _ offset: Int) async throws -> (entries: [Entry], count: Int) {
    let filter = ListFilter(offset: offset, limit: ListRequest.maximum)
    guard module != "tariffs" else {
      return try await read(filter) { tx in
        try tx.publishedTariffs.window(for: link.id, filter).rows
      } entry: {
        view, row in
        Entry(key: row.key, body: try view.text(view.tariff(row)))
      }
    }
    return try await read(filter) { tx in
      try tx.views.window(module, for: link.id, filter).rows
    } entry: {
      view, row in
      try view.body(row).map { Entry(key: row.own.key, body: $0) }
    }
  }

  private func read<Row: Sendable>(
    _ filter: ListFilter, _ rows: @escaping @Sendable (ReadTransaction) throws -> [Row],
    entry: (PartnerView, Row) throws -> Entry?
  ) async throws -> (entries: [Entry], count: Int) {
    let (view, found) = try await commons.store.read { [link] tx in
      let view = try PartnerView.of(link, in: tx)
      return (view, view == nil ? [] : try rows(tx))
    }
    guard let view else { return ([], 0) }
    return (found.compactMap { row in (try? entry(view, row)) ?? nil }, found.count)
  }

  private static func order(_ key: ObjectKey) -> [UInt8] {
    Array("\(key.country)\u{0}\(key.party)\u{0}\(key.id)\u{0}\(key.sub)".utf8)
  }
}
