package import BilateralBase

extension String: WireValue {
  package static var wireType: String { "string" }
  package init(blank: Blank) { self = "" }

  /// Reads a string; a number is taken by its spelling, with a finding.
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    switch reader.kind(at: token) {
    case .string: break
    case .number: reader.note(.warning, .looseType, "a number where a string is due")
    default: throw reader.wrongKind("a string", at: token)
    }
    self = reader.text(at: token)
  }

  package func write(to writer: inout WireWriter) throws(WireError) { writer.json.string(self) }
  package func check(_ checker: inout WireChecker, _ rule: FieldRule) { checker.text(self, rule) }
}

extension CiString: WireValue {
  package static var wireType: String { "CiString" }
  package init(blank: Blank) { self = "" }

  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    self.init(try String(from: &reader, at: token))
  }

  package func write(to writer: inout WireWriter) throws(WireError) { writer.json.string(text) }

  package func check(_ checker: inout WireChecker, _ rule: FieldRule) {
    checker.text(text, rule)
    if text.isEmpty { checker.note(.error, .empty, "must not be empty") }
  }
}

extension Bool: WireValue {
  package static var wireType: String { "boolean" }
  package init(blank: Blank) { self = false }

  /// Reads a boolean; `"true"` and `"false"` are taken with a finding.
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    switch reader.kind(at: token) {
    case .true: self = true
    case .false: self = false
    case .string:
      guard let value = Bool(reader.text(at: token)) else { throw reader.wrongKind("a boolean", at: token) }
      reader.note(.warning, .looseType, "a string where a boolean is due")
      self = value
    default: throw reader.wrongKind("a boolean", at: token)
    }
  }

  package func write(to writer: inout WireWriter) throws(WireError) { writer.json.bool(self) }
}

extension Int: WireValue {
  package static var wireType: String { "int" }
  package init(blank: Blank) { self = 0 }

  /// Reads a whole number; `16.0` is taken, as a string with a finding (P-67).
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    if let value = reader.smallInt(at: token) {
      self = value
      return
    }
    let number = try WireNumber(from: &reader, at: token)
    guard let value = number.whole else {
      throw reader.problem(.unreadable(expected: "a whole number", found: number.text))
    }
    self = value
  }

  package func write(to writer: inout WireWriter) throws(WireError) { writer.json.number(self) }
}

extension Timestamp: WireValue {
  package static var wireType: String { "DateTime" }
  package init(blank: Blank) { self = .epoch }

  /// Reads a moment leniently, with a finding where the text has no permitted shape (P-68).
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    guard reader.kind(at: token) == .string else { throw reader.wrongKind("a date and time", at: token) }
    guard let reading = Timestamp.reading(ocpi: reader.content(at: token)) else {
      throw reader.problem(.unreadable(expected: "a date and time", found: reader.text(at: token)))
    }
    if !reading.isPermitted {
      let text = reader.text(at: token)
      reader.note(
        .warning, .looseTimestamp, "\"\(text)\" is no permitted date and time", requirement: "TR-68")
    }
    self = reading.timestamp
  }

  /// 2.1.1 takes whole seconds.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    guard writer.version == .v2_1_1 else { return nil }
    let whole = Timestamp(seconds: seconds)
    guard self != whole else { return nil }
    writer.note(.approximated, "2.1.1 takes whole seconds")
    self = whole
    return nil
  }

  /// Writes the moment in UTC, to 2.1.1 without fractions.
  package func write(to writer: inout WireWriter) throws(WireError) {
    writer.json.string(writer.version == .v2_1_1 ? description : writer.style.text(of: self))
  }
}
