import BilateralBase

/// Reads the rows of `mapping.csv` and says what is wrong with them.
struct EVSEMappingReader {
  /// One line that is understood.
  struct Row {
    var evse: String
    var uid: String
    var evseID: String?
    var connector: String?
    var connectorID: String?
  }

  /// A column and the longest text that may stand in it.
  private static let columns = [
    "csms_evse": 255, "csms_connector": 255, "evse_uid": 36, "evse_id": 48, "connector_id": 36,
  ]

  let file: String
  private(set) var findings: [Diagnostic] = []
  private var places: [String: Int] = [:]
  private var names: [String: [CiString: String]] = [:]

  init(file: String) { self.file = file }

  mutating func read(_ rows: [CSVText.Row]) -> EVSEMapping {
    var mapping = EVSEMapping()
    guard let head = rows.first, readHead(head) else {
      if rows.isEmpty { note(.mappingRow, "the file is empty", at: 1, 1, help: Self.headHelp) }
      return .none
    }
    var read: [(row: Row, cells: CSVText.Row)] = []
    for cells in rows.dropFirst() {
      if let row = row(cells, of: head) { read.append((row, cells)) }
    }
    let own = Set(read.map { CiString($0.row.evse) })
    for (row, cells) in read where agrees(row, cells, own) { mapping.add(row) }
    return mapping
  }

  private static let headHelp =
    "the first line names the columns: csms_evse,csms_connector,evse_uid,evse_id,connector_id"

  private mutating func readHead(_ head: CSVText.Row) -> Bool {
    for (place, cell) in head.cells.enumerated() {
      let name = cell.text.lowercased()
      guard Self.columns[name] != nil else {
        note(
          .mappingRow, "there is no column \"\(cell.text)\"", at: head.line, cell.column, help: Self.headHelp)
        return false
      }
      places[name] = place
    }
    for needed in ["csms_evse", "evse_uid"] where places[needed] == nil {
      note(.mappingRow, "the column \(needed) is missing", at: head.line, 1, help: Self.headHelp)
      return false
    }
    return true
  }

  private mutating func row(_ cells: CSVText.Row, of head: CSVText.Row) -> Row? {
    guard cells.cells.count == head.cells.count else {
      note(
        .mappingRow, "\(cells.cells.count) cells where \(head.cells.count) columns are named", at: cells.line,
        1)
      return nil
    }
    var isSound = true
    for (name, place) in places {
      isSound = check(cells.cells[place], name, cells.line) && isSound
    }
    guard isSound, let evse = text("csms_evse", cells), let uid = text("evse_uid", cells) else { return nil }
    let (connector, id) = (text("csms_connector", cells), text("connector_id", cells))
    guard (connector == nil) == (id == nil) else {
      note(
        .mappingRow, "csms_connector and connector_id go together", at: cells.line, 1,
        help: "fill both, or neither for a line about the EVSE alone")
      return nil
    }
    return Row(evse: evse, uid: uid, evseID: text("evse_id", cells), connector: connector, connectorID: id)
  }

  private mutating func check(_ cell: CSVText.Cell, _ name: String, _ line: Int) -> Bool {
    let text = cell.text
    if text.isEmpty, name == "csms_evse" || name == "evse_uid" {
      note(.mappingRow, "\(name) is empty", at: line, cell.column)
      return false
    }
    if text.unicodeScalars.count > Self.columns[name] ?? 0 {
      note(.mappingRow, "\(name) is longer than \(Self.columns[name] ?? 0) characters", at: line, cell.column)
      return false
    }
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) || name.hasPrefix("csms") else {
      note(.mappingRow, "\(name) holds characters beyond printable ASCII", at: line, cell.column)
      return false
    }
    if name == "evse_id", !text.isEmpty, !ChargingID.isEVSEID(text) {
      note(
        .oddID, "\"\(text)\" has not the form of an EVSE id", at: line, cell.column,
        help: "such as DE*NVO*E1234*1", severity: .warning)
    }
    return true
  }

  private func text(_ name: String, _ cells: CSVText.Row) -> String? {
    guard let place = places[name] else { return nil }
    let text = cells.cells[place].text
    return text.isEmpty ? nil : text
  }

  /// Whether a line says nothing else than those before it.
  private mutating func agrees(_ row: Row, _ cells: CSVText.Row, _ own: Set<CiString>) -> Bool {
    func column(_ name: String) -> Int { places[name].map { cells.cells[$0].column } ?? 1 }
    if row.uid != row.evse, own.contains(CiString(row.uid)) {
      note(
        .mappingConflict, "\(row.uid) is the platform's own id of another EVSE", at: cells.line,
        column("evse_uid"), help: "a name must mean one EVSE on either side")
      return false
    }
    var pairs = [
      ("evse_uid", "of \(row.evse)", row.evse, row.uid),
      ("csms_evse", "behind \(row.uid)", row.uid, row.evse),
    ]
    if let id = row.evseID { pairs.append(("evse_id", "of \(row.evse)", row.evse, id)) }
    if let connector = row.connector, let id = row.connectorID {
      let (here, there) = ("\(row.evse)\t\(connector)", "\(row.evse)\t\(id)")
      pairs.append(("connector_id", "of connector \(connector) of \(row.evse)", here, id))
      pairs.append(("csms_connector", "behind connector \(id) of \(row.uid)", there, connector))
    }
    for (name, words, key, value) in pairs {
      guard let known = names[name]?[CiString(key)], CiString(known) != CiString(value) else {
        names[name, default: [:]][CiString(key)] = value
        continue
      }
      note(
        .mappingConflict, "the \(name) \(words) was \(known) before", at: cells.line, column(name),
        help: "a name must mean one thing on either side")
      return false
    }
    return true
  }

  private mutating func note(
    _ code: FindingCode, _ message: String, at line: Int, _ column: Int, help: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    findings.append(
      Diagnostic(
        severity, code.id, message, help: help, place: SourcePlace(file: file, line: line, column: column)))
  }
}
