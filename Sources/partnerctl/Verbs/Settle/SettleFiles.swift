import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

/// Writes statements out: one folder for each, with the files that were asked for.
struct SettleFiles: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// A kind of file.
  enum Format: String, CaseIterable, Sendable {
    case json
    case csv
    case ubl
    case html

    /// The name of the file.
    var name: String {
      switch self {
      case .json: "statement.json"
      case .csv: "cdrs.csv"
      case .ubl: "invoice.xml"
      case .html: "statement.html"
      }
    }
  }

  /// The files that the line asks for, else with `--out` those of `settlement.invoice_format`; none without either.
  ///
  /// - Parameter id: the partner.
  /// - Returns: the files.
  /// - Throws: a usage failure that names a word that is none.
  func formats(of id: String) async throws(Failure) -> [Format] {
    guard let text = invocation.arguments.text("format") else {
      guard invocation.arguments.has("out") else { return [] }
      let agreed = try await SettleBooks(try FleetFolder.find(invocation)).read { tx in
        try SettlementOrder.terms(of: id, in: tx)?.files
      }
      return Format.allCases.filter { agreed?.contains($0.rawValue) ?? true }
    }
    var formats: [Format] = []
    for word in text.split(separator: ",") {
      guard let format = Format(rawValue: String(word)) else {
        throw .usage("--format is of json, csv, ubl, html, not \"\(word)\"", verb: "settle")
      }
      formats.append(format)
    }
    return Format.allCases.filter(formats.contains)
  }

  private var root: String {
    invocation.console.absolute(invocation.arguments.text("out") ?? "statements")
  }

  // MARK: - preview

  /// Works a period out without closing it, and writes the files of a preview.
  func preview(_ id: String, _ formats: [Format]) async throws(Failure) -> SettleReport {
    let fleet = try FleetFolder.find(invocation)
    let wish = SettlementOrder.Wish(
      period: invocation.arguments.text("period"), issued: invocation.arguments.text("issued"))
    let now = invocation.arguments.has("now") ? try invocation.now() : nil
    let tables = formats.contains(.csv) ? try TableFiles(in: root, for: id) : nil
    let (draft, credit) = try await SettleBooks(fleet).read {
      tx -> (SettlementDraft, CreditLimit.Standing?) in
      let order = try SettlementOrder(
        id, wish, rates: SettleBooks.rates(fleet), account: SettleBooks.account(fleet), now: now, in: tx)
      try order.demandOpen(in: tx)
      let draft = try SettlementDraft(order, in: tx) { document, entry in tables?.add(entry, to: document) }
      return (draft, try tx.credit(of: id, order.terms.creditLimit))
    }
    var report = SettleReport(draft)
    report.credit = credit
    for (place, document) in draft.due.enumerated() where !formats.isEmpty {
      let folder = self.folder(id, report.period, place + 1)
      var files = try write(SettledDocument(document, of: id), formats, to: folder)
      if let tables { files.append(try tables.close(document.scanned, as: "\(folder)/\(Format.csv.name)")) }
      report.documents[place].files = files.sorted()
    }
    try tables?.discard()
    return report
  }

  /// How what a partner owes stands to its credit limit now; nil where none is agreed.
  func credit(of id: String) async throws(Failure) -> CreditLimit.Standing? {
    try await SettleBooks(try FleetFolder.find(invocation)).read { tx in
      try tx.credit(of: id, try SettlementOrder.terms(of: id, in: tx)?.creditLimit)
    }
  }

  private func folder(_ id: String, _ period: String, _ place: Int) -> String {
    "\(root)/\(id)-\(period)-\(place)"
  }

  // MARK: - closed statements

  /// `settle show NUMBER`.
  func show(_ number: String) async throws(Failure) -> ExitCode {
    let id = try await SettleBooks(try FleetFolder.find(invocation)).read { tx in
      guard let row = try tx.statements.statement(number) else { throw StatementStanding.unknown(number) }
      return row.partner
    }
    let document = try await write(number, try await formats(of: id))
    var report = SettleReport(
      closed: document, period: "\(document.settled.statement.period)", of: document.settled.partner)
    report.isClosed = true
    SettleView(invocation: invocation).show(report)
    return .done
  }

  /// Writes the files of a closed statement.
  func write(_ number: String, _ formats: [Format]) async throws(Failure) -> SettleReport.Document {
    let fleet = try FleetFolder.find(invocation)
    let root = root
    let (row, table) = try await SettleBooks(fleet).read { tx -> (StatementRow, TableFiles?) in
      guard let row = try tx.statements.statement(number) else { throw StatementStanding.unknown(number) }
      guard formats.contains(.csv) else { return (row, nil) }
      let table = try TableFiles(in: root, for: row.partner)
      try tx.eachEntry(of: row) { table.add($0, to: 0) }
      return (row, table)
    }
    guard let settled = SettledDocument(row) else {
      throw Failure(.fault, "statement \(number) does not read", help: "was the database changed by hand?")
    }
    let folder = folder(row.partner, row.period, row.place)
    var document = SettleReport.Document(settled: settled)
    if !formats.isEmpty { document.files = try write(settled, formats, to: folder) }
    if let table { document.files.append(try table.close(0, as: "\(folder)/\(Format.csv.name)")) }
    document.files.sort()
    return document
  }

  private func write(_ settled: SettledDocument, _ formats: [Format], to folder: String) throws(Failure)
    -> [String]
  {
    try FileSystem.makeFolder(folder)
    var files: [String] = []
    for format in formats {
      let text: String
      switch format {
      case .json: text = settled.json.text + "\n"
      case .ubl: text = settled.invoice
      case .html: text = settled.page
      case .csv: continue
      }
      let path = "\(folder)/\(format.name)"
      try FileSystem.write(Array(text.utf8), to: path)
      files.append(path)
    }
    return files
  }
}

extension SettleReport {
  /// A report of one closed statement.
  init(closed document: Document, period: String, of partner: String) {
    self.partner = partner
    self.period = period
    documents = [document]
  }
}

/// The database of a fleet, for what settling reads.
struct SettleBooks: Sendable {
  private let fleet: FleetFolder

  /// The books of a fleet.
  init(_ fleet: FleetFolder) { self.fleet = fleet }

  /// Reads within one look.
  /// - Throws: what the runtime would answer, with its exit code.
  func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Value)
    async throws(Failure) -> Value
  {
    let store = try FleetStore.open(fleet)
    defer { store.close() }
    do {
      return try await store.read { tx in try body(tx) }
    } catch let failure as ControlFailure {
      throw Failure(
        ExitCode(rawValue: Int32(failure.exit)) ?? .fault, "\(failure.code) \(failure.message)",
        help: failure.help)
    } catch {
      throw RunFault.failure(error)
    }
  }

  /// The rates of exchange of the fleet folder.
  static func rates(_ fleet: FleetFolder) -> ExchangeRates {
    PriceListSource(folder: fleet.path, party: nil).rates().rates
  }

  /// Reads our account out of its secret.
  static func account(_ fleet: FleetFolder) -> (SecretReference) -> String? {
    let vault = SecretVault(folder: fleet.path)
    return { reference in (try? vault.bytes(reference)).map { String(decoding: $0, as: UTF8.self) } }
  }
}
