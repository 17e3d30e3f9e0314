import BilateralBase

/// Checks that need the whole file but no knowledge of partners.
struct FieldCheck {
  let terms: TermSet
  private(set) var findings: [Diagnostic] = []
  /// The value that asks for what is missing, when no table around it exists.
  var asker: String?

  init(terms: TermSet) { self.terms = terms }

  /// Every field that must stand there; within arrays of tables, in each table.
  mutating func demandMandatory() {
    for field in terms.schema.fields where field.isMandatory { demand(field) }
  }

  private mutating func demand(_ field: Field) {
    guard let bracket = field.path.firstIndex(of: "[") else {
      if terms.entries[field.path] == nil { missing(field.path, field.note) }
      return
    }
    let prefix = String(field.path[..<bracket])
    let rest = field.path[bracket...].dropFirst(3)
    for position in 0..<terms.count(prefix) where terms.entries["\(prefix)[\(position)].\(rest)"] == nil {
      missing("\(prefix)[\(position)].\(rest)", field.note)
    }
  }

  private mutating func missing(_ path: String, _ note: String) {
    error(.missing, "\"\(path)\" is missing: \(note)", at: path, help: nil)
  }

  mutating func checkSchemaVersion(_ wanted: String) {
    guard let schema = terms.text("schema"), schema != wanted else { return }
    error(.schemaVersion, "unknown schema \"\(schema)\"", at: "schema", help: "write schema = \"\(wanted)\"")
  }

  mutating func checkBackOffice() {
    guard let listen = terms.text("backoffice.listen"), terms.flag("backoffice.allow_remote") != true,
      !["127.", "[::1]", "localhost:", "unix:"].contains(where: listen.hasPrefix)
    else { return }
    error(
      .exposedBackOffice, "the back office would listen on \(listen)", at: "backoffice.listen",
      help: "write \"127.0.0.1:8444\" or \"unix:state/backoffice.sock\", or set allow_remote = true")
  }

  /// That every channel that an alarm names is one of the fleet's.
  mutating func checkAlarms(_ path: String, channels: TermSet) {
    for number in 0..<terms.count(path) {
      let place = "\(path)[\(number)].channel"
      guard let name = terms.text(place), channels.tables["channels.\(name)"] == nil else { continue }
      warn(
        .alarmChannel, "\(channels.file) has no [channels.\(name)]", at: place,
        help: "nobody is told: add it there, or correct the name")
    }
  }

  /// Findings of a closer reading of some fields.
  mutating func take(_ others: [Diagnostic]) { findings += others }

  mutating func error(_ code: FindingCode, _ message: String, at path: String, help: String?) {
    report(.error, code, message, at: path, help: help)
  }

  mutating func warn(_ code: FindingCode, _ message: String, at path: String, help: String?) {
    report(.warning, code, message, at: path, help: help)
  }

  private mutating func report(
    _ severity: Diagnostic.Severity, _ code: FindingCode, _ message: String, at path: String, help: String?
  ) {
    findings.append(
      Diagnostic(severity, code.id, message, help: help, place: place(path), path: path))
  }

  /// The value at the path, else the nearest table around it, else the beginning of the file.
  func place(_ path: String) -> SourcePlace {
    if let place = terms.entries[path]?.place { return place }
    var rest = path[...]
    while true {
      if let place = terms.tables[String(rest)] { return place }
      guard let dot = rest.lastIndex(of: ".") else { break }
      rest = rest[..<dot]
    }
    return asker.flatMap { terms.entries[$0]?.place } ?? SourcePlace(file: terms.file, line: 1, column: 1)
  }
}
