import BilateralBase

extension ReservationID: WireValue {
  package static var wireType: String { "CiString" }
  package static func wireType(in version: OCPIVersion) -> String { version == .v2_1_1 ? "int" : wireType }
  package init(blank: Blank) { self.init("") }

  /// Reads a number or a text; the kind of another version is taken with a finding.
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    let isNumber = reader.kind(at: token) == .number
    guard isNumber || reader.kind(at: token) == .string else { throw reader.wrongKind("an id", at: token) }
    self.init(CiString(reader.text(at: token)))
    guard isNumber != (reader.version == .v2_1_1) else { return }
    reader.note(.warning, .looseType, "\(reader.version) writes it as \(isNumber ? "a string" : "a number")")
  }

  package func write(to writer: inout WireWriter) throws(WireError) {
    guard writer.version == .v2_1_1, let number else { return writer.json.string(id.text) }
    writer.json.number(number)
  }

  /// A number stands for the id only when it is the id: nothing is hashed into one.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    writer.version == .v2_1_1 && number == nil ? "2.1.1 takes only whole numbers as reservation_id" : nil
  }

  package func check(_ checker: inout WireChecker, _ rule: FieldRule) {
    if checker.version >= .v2_2_1 { return id.check(&checker, rule) }
    guard number == nil else { return }
    checker.note(.error, .badForm, "must be a whole number", requirement: "CMD-11")
  }
}
