import BilateralBase
import Glibc

/// An enumeration of OCPI: a spelling that may be one of the known ones.
///
/// Later versions extend lists and partners invent values, so an unknown spelling is kept and written back. Whether
/// it is known is for the checker to say (TR-64, TR-65).
package protocol WireEnum: WireValue, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
  /// Wraps a spelling, known or not.
  init(rawValue: String)
  /// The known spellings, with the versions that know them.
  static var known: [Spelling] { get }
  /// The first version in which the list is open to other values, if any.
  static var openSince: OCPIVersion? { get }
  /// What to say instead in a version that does not know this value; nothing to leave it out.
  func substitute(in version: OCPIVersion) -> Self?
}

/// One known spelling and the versions that know it.
package struct Spelling: Sendable {
  /// The spelling.
  package let text: StaticString
  /// The same, shared by all values of that spelling.
  let string: String
  let since: OCPIVersion
  let until: OCPIVersion

  init(_ text: StaticString, since: OCPIVersion = .v2_1_1, until: OCPIVersion = .newest) {
    self.text = text
    string = text.description
    self.since = since
    self.until = until
  }

  @inline(__always)
  fileprivate func spells(_ value: String) -> Bool {
    // What is canonically equal to an ASCII text without being it takes more bytes.
    text.utf8CodeUnitCount == value.utf8.count && value == string
  }

  func spells(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.utf8CodeUnitCount == bytes.count, let base = bytes.baseAddress else { return false }
    return memcmp(base, text.utf8Start, bytes.count) == 0
  }
}

extension WireEnum {
  package static var wireType: String { String(describing: Self.self) }
  package static var isDroppedWhenBroken: Bool { true }
  package static var openSince: OCPIVersion? { nil }
  package init(stringLiteral value: String) { self.init(rawValue: value) }
  package init(blank: Blank) { self.init(rawValue: "") }
  package func substitute(in version: OCPIVersion) -> Self? { nil }
  /// The spelling.
  package var description: String { rawValue }

  /// Whether any version knows the spelling.
  package var isKnown: Bool { spelling != nil }

  /// Whether that version knows the spelling.
  package func isKnown(in version: OCPIVersion) -> Bool {
    guard let spelling else { return false }
    return version >= spelling.since && version <= spelling.until
  }

  private static var hasRetired: Bool { known.contains { $0.until < .newest } }

  private var spelling: Spelling? {
    Self.known.first { $0.spells(rawValue) }
  }

  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    guard reader.kind(at: token) == .string else { throw reader.wrongKind("a string", at: token) }
    self.init(rawValue: reader.text(at: token, known: Self.known))
  }

  package func write(to writer: inout WireWriter) throws(WireError) { writer.json.string(rawValue) }

  /// Substitutes a value of another version; a spelling that no version knows passes as it is.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    guard writer.version != .newest || Self.hasRetired, let spelling else { return nil }
    if writer.version >= spelling.since && writer.version <= spelling.until { return nil }
    guard let other = substitute(in: writer.version) else {
      return "\(writer.version) has no \(rawValue)"
    }
    writer.note(.approximated, "\(writer.version) has no \(rawValue); \(other.rawValue) is written")
    self = other
    return nil
  }

  package func check(_ checker: inout WireChecker, _ rule: FieldRule) {
    guard !isKnown(in: checker.version) else { return }
    if let open = Self.openSince, checker.version >= open {
      checker.note(.note, .unknownValue, "has the unknown value \"\(rawValue)\"", requirement: "TR-64")
    } else {
      checker.note(.error, .unknownValue, "has the unknown value \"\(rawValue)\"", requirement: "TR-65")
    }
  }
}
