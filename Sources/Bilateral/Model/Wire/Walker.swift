package import BilateralBase

/// A visitor of field lists: it is led over the fields of an object, one call a field.
///
/// Each OCPI object lists its fields once, in `walk`. Reading, writing, checking and describing are walkers, so that
/// a difference between versions stands on one line and nowhere else.
package protocol Walker {
  /// The version whose spelling of the object is wanted.
  var version: OCPIVersion { get }

  /// A field that must be there; `orElse` stands in where the version does not know it.
  mutating func field<V: WireValue>(
    _ name: StaticString, _ value: inout V, _ rule: FieldRule, orElse: V?
  ) throws(WireError)

  /// A field that may be absent; `orElse` is written where the version demands one.
  mutating func optional<V: WireValue>(
    _ name: StaticString, _ value: inout V?, _ rule: FieldRule, orElse: V?
  ) throws(WireError)

  /// A list; absent, `null` and `[]` are one (TR-74).
  mutating func list<V: WireValue>(
    _ name: StaticString, _ values: inout [V], _ rule: FieldRule
  ) throws(WireError)

  /// The owner, `country_code` and `party_id`; from 2.2.1 in the object, before that in the connection.
  ///
  /// `since` is the first version that says it; credentials do so from 2.1.1 on.
  mutating func owner(_ party: inout PartyID, since: OCPIVersion) throws(WireError)
}

extension Walker {
  /// A field that must be there in every version.
  @inline(__always)
  mutating func field<V: WireValue>(
    _ name: StaticString, _ value: inout V, _ rule: FieldRule = .any
  ) throws(WireError) {
    try field(name, &value, rule, orElse: nil)
  }

  /// A field that may be absent.
  @inline(__always)
  mutating func optional<V: WireValue>(
    _ name: StaticString, _ value: inout V?, _ rule: FieldRule = .any
  ) throws(WireError) {
    try optional(name, &value, rule, orElse: nil)
  }

  /// The owner of an object, in the object from 2.2.1 on.
  @inline(__always)
  mutating func owner(_ party: inout PartyID) throws(WireError) { try owner(&party, since: .v2_2_1) }

  /// A list without further rules.
  @inline(__always)
  mutating func list<V: WireValue>(_ name: StaticString, _ values: inout [V]) throws(WireError) {
    try list(name, &values, .any)
  }
}
