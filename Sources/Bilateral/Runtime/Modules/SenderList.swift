package import BilateralBase
package import BilateralModel
import BilateralNet
package import BilateralStore

/// The lists we serve to a partner: pages of what it may see, each object in the partner's version.
package struct SenderList: Sendable {
  private let commons: Commons
  private let module: ModuleID

  package init(_ module: ModuleID, _ commons: Commons) {
    self.module = module
    self.commons = commons
  }

  /// Answers a list request.
  ///
  /// - Parameters:
  ///   - call: the request.
  ///   - read: reads the page; called in a read transaction.
  ///   - write: writes one row of it, or nothing when this object cannot be said (TR-40).
  /// - Returns: the page with its headers.
  /// - Throws: a refusal with OCPI 2001 for a wrong parameter, or what the store throws.
  package func answer<Row: Sendable>(
    _ call: OCPICall, read: @escaping @Sendable (ReadTransaction, ListFilter) throws -> ListPage<Row>,
    write: (PartnerView, Row, inout JSONWriter) -> Void
  ) async throws -> OCPIReply {
    try await answer(call, try ListRequest(call.request), read: read, write: write)
  }

  private func answer<Row: Sendable>(
    _ call: OCPICall, _ request: ListRequest,
    read: @escaping @Sendable (ReadTransaction, ListFilter) throws -> ListPage<Row>,
    write: (PartnerView, Row, inout JSONWriter) -> Void
  ) async throws -> OCPIReply {
    let (view, page) = try await commons.store.read { [link = call.link, version = call.version] tx in
      let view = try PartnerView.of(link, in: tx, version)
      return (view, try view.map { _ in try read(tx, request.filter) } ?? ListPage(rows: [], total: 0))
    }
    var json = JSONWriter(capacity: 256 + page.rows.count * 1024)
    json.beginArray()
    if let view {
      for row in page.rows { write(view, row, &json) }
    }
    return try reply(&json, request, total: page.total, call)
  }

  /// Answers a list request about what every partner may see alike.
  ///
  /// - Parameters:
  ///   - call: the request.
  ///   - read: reads the page; called in a read transaction.
  ///   - write: writes one row of it.
  /// - Returns: the page with its headers.
  /// - Throws: a refusal with OCPI 2001 for a wrong parameter, or what the store throws.
  package func answerAll<Row: Sendable>(
    _ call: OCPICall, read: @escaping @Sendable (ReadTransaction, ListFilter) throws -> ListPage<Row>,
    write: (Row, inout JSONWriter) -> Void
  ) async throws -> OCPIReply {
    let request = try ListRequest(call.request)
    let page = try await commons.store.read { tx in try read(tx, request.filter) }
    var json = JSONWriter(capacity: 256 + page.rows.count * 256)
    json.beginArray()
    for row in page.rows { write(row, &json) }
    return try reply(&json, request, total: page.total, call)
  }

  /// Answers a list request from the partner's views, and notes what it shows: that needs no push any more.
  ///
  /// - Parameters:
  ///   - call: the request.
  ///   - write: writes one row, or nothing when this object cannot be said (TR-40).
  /// - Returns: the page with its headers.
  /// - Throws: as `answer(_:read:write:)`.
  package func answerViews(
    _ call: OCPICall, write: (PartnerView, ViewDelivery, inout JSONWriter) -> Void
  ) async throws -> OCPIReply {
    // What is read on another way than the one that we take shows nothing of the copy there.
    let way = call.link.way(of: .init(module.rawValue)).description
    let isPushed =
      call.link.terms.technical.sync(module.rawValue).pushes && call.way.description == way
    let request = try ListRequest(call.request)
    let module = module.rawValue
    let (view, page, copies) = try await commons.store.read { [link = call.link, version = call.version] tx in
      let view = try PartnerView.of(link, in: tx, version)
      let page = try view.map { _ in try tx.views.window(module, for: link.id, request.filter) }
      return (view, page ?? ListPage(rows: [], total: 0), try ReadCopies(module, of: link.id, in: tx))
    }
    if isPushed { try await doubt(page.rows.filter(copies.leavesOpen).map(\.own.key), call) }
    var shown: [ServedPages.Entry] = []
    var json = JSONWriter(capacity: 256 + page.rows.count * 1024)
    json.beginArray()
    if let view {
      for row in page.rows {
        write(view, row, &json)
        if isPushed, row.view.isVisible, row.view.isStale || row.view.ways.last != way {
          shown.append(ServedPages.Entry(row))
        }
      }
    }
    let reply = try reply(&json, request, total: page.total, call)
    guard isPushed else { return reply }
    let hasNews = call.link.servedPages(self.module).turn(
      to: request.filter, showing: shown, hasNext: reply.fields[.link] != nil,
      at: commons.surroundings.elapsed())
    // Who did not take what we sent, and reads now, is told at once.
    let wasRefused = call.link.observation(module).consecutiveErrors > 0
    if hasNews || wasRefused { call.link.wakeup("outbox/\(module)").ring() }
    return reply
  }

  /// Answers a list request from the tariffs that were made for the partner.
  ///
  /// - Parameters:
  ///   - call: the request.
  ///   - write: writes one of them.
  /// - Returns: the page with its headers.
  /// - Throws: as `answer(_:read:write:)`.
  package func answerTariffs(
    _ call: OCPICall, write: (PartnerView, PublishedTariffRow, inout JSONWriter) -> Void
  ) async throws -> OCPIReply {
    var read: [PublishedTariffRow] = []
    let reply = try await answer(call) { [partner = call.link.id] tx, filter in
      try tx.publishedTariffs.window(for: partner, filter)
    } write: { view, row, json in
      read.append(row)
      write(view, row, &json)
    }
    try await doubt(tariffs: read, call)
    return reply
  }

  /// Notes that the partner reads these tariffs, before they are answered.
  package func doubt(tariffs: [PublishedTariffRow], _ call: OCPICall) async throws {
    let told = tariffs.filter { $0.isStale && $0.acknowledgedHash != nil }
    try await doubt(told.map(\.key), call)
  }

  /// Notes that the partner reads objects in states which leave open what it has then; before they are answered.
  private func doubt(_ keys: [ObjectKey], _ call: OCPICall) async throws {
    guard !keys.isEmpty, call.link.terms.technical.sync(module.rawValue).pushes else { return }
    try await commons.store.write { [module = module.rawValue, partner = call.link.id] tx in
      for key in keys { try tx.outbox.doubt(key, in: module, for: partner) }
    }
  }

  /// The page with its headers, of a list whose elements are written.
  private func reply(
    _ json: inout JSONWriter, _ request: ListRequest, total: Int, _ call: OCPICall
  ) throws -> OCPIReply {
    json.endArray()
    var reply = OCPIReply(data: json.bytes)
    reply.fields = request.fields(total: total, of: try address(call))
    return reply
  }

  /// Our address of this list, as the partner found it in our version details.
  private func address(_ call: OCPICall) throws -> HTTPURL {
    guard let base = commons.publicURL(for: call.link) else {
      throw OCPIRefusal.notFound("not listening yet")
    }
    return OCPIAddress(module, .sender, in: call.version, through: call.door).url(below: base)
  }

  /// Reads one object's row with the partner's view; when that shows the partner what it was not told, it is told too.
  package func findView(
    _ call: OCPICall, _ read: @escaping @Sendable (ReadTransaction) throws -> ViewDelivery?
  ) async throws -> (view: PartnerView, row: ViewDelivery)? {
    let found = try await find(call) { [module = module.rawValue, partner = call.link.id] tx in
      try read(tx).map { row in (row, try ReadCopies(module, of: partner, in: tx)) }
    }
    guard let (view, (row, copies)) = found else { return nil }
    if copies.leavesOpen(row) { try await doubt([row.own.key], call) }
    return (view, row)
  }

  /// Reads one object's row with the partner's view.
  package func find<Row: Sendable>(
    _ call: OCPICall, _ read: @escaping @Sendable (ReadTransaction) throws -> Row?
  ) async throws -> (view: PartnerView, row: Row)? {
    try await commons.store.read { [link = call.link, version = call.version] tx in
      guard let view = try PartnerView.of(link, in: tx, version), let row = try read(tx) else { return nil }
      return (view, row)
    }
  }
}

extension PartnerView {
  /// The location of a row as the partner gets it now, its removal when it was withdrawn; nil when there is nothing
  /// to say.
  package func location(_ row: ViewDelivery) throws(WireError) -> Location? {
    let own = try OwnText.read(Location.self, row.own.body)
    let shown = ShownEVSEs(text: row.shown)
    if !row.own.isDeleted, var location = location(own, shown: shown) {
      location.lastUpdated = max(location.lastUpdated, row.view.lastUpdated)
      return location
    }
    let removal = removal(of: own, shown: shown, at: row.view.lastUpdated)
    return removal.evses.isEmpty ? nil : removal
  }

  /// The token of a row as the partner gets it now; invalid when it was withdrawn.
  package func token(_ row: ViewDelivery) throws(WireError) -> Token {
    let own = try OwnText.read(Token.self, row.own.body)
    guard !row.own.isDeleted, var token = token(own) else {
      return removal(of: own, at: row.view.lastUpdated)
    }
    token.lastUpdated = max(token.lastUpdated, row.view.lastUpdated)
    return token
  }

  /// The session of a row as the partner gets it now; nil when it is not for the partner.
  ///
  /// One that our platform has taken back will not be billed (SES-22).
  package func session(_ row: ViewDelivery) throws(WireError) -> Session? {
    var own = try OwnText.read(Session.self, row.own.body)
    if row.own.isDeleted {
      (own.status, own.lastUpdated) = (.invalid, max(own.lastUpdated, row.own.lastUpdated))
    }
    return session(own).map { placed($0, at: row.shown) }
  }

  /// The CDR of a row, as it was made; nil when it is not for the partner.
  package func cdr(_ row: ViewDelivery) throws(WireError) -> CDR? {
    cdr(try OwnText.read(CDR.self, row.own.body)).map { placed($0, at: row.shown) }
  }

  /// The text of a row of any module but tariffs; nil when there is nothing to say.
  package func body(_ row: ViewDelivery) throws(WireError) -> [UInt8]? {
    switch row.own.module {
    case "tokens": try text(token(row))
    case "sessions": try session(row).map { session throws(WireError) in try text(session) }
    case "cdrs": try cdr(row).map { cdr throws(WireError) in try text(cdr) }
    default: try location(row).map { location throws(WireError) in try text(location) }
    }
  }

  /// The tariff of a row.
  package func tariff(_ row: PublishedTariffRow) throws(WireError) -> Tariff {
    var tariff = try OwnText.read(Tariff.self, row.body)
    tariff.lastUpdated = max(tariff.lastUpdated, row.lastUpdated)
    return tariff
  }

  /// Appends an object in the partner's version; nothing when it cannot be said in it.
  package func write<T: WireValue>(_ object: T, into json: inout JSONWriter) {
    _ = try? WireWriter.write(object, version: version, extras: .none, style: style(T.self), into: &json)
  }
}
