package import BilateralBase

/// The walker that turns field lists into tables, for documents and `partnerctl schema`.
package struct WireDescriber: Walker {
  /// One row: a field as one version has it.
  package struct Field: Sendable, Hashable {
    /// The name in that version.
    package var name: String
    /// The name in the newest version that has the field.
    package var newestName: String
    /// The type in the specification's words, with its length.
    package var type: String
    /// `1`, `?`, `*` or `+`.
    package var cardinality: String
    /// First version that knows the field.
    package var since: OCPIVersion
    /// Last version that knows the field.
    package var until: OCPIVersion
    /// The name in older versions.
    package var formerName: String?
    /// The type of the value, or of the elements of a list.
    package var value: ValueType
    /// The largest length in characters; 0 for none.
    package var length: Int
    /// What a text looks like beyond its length.
    package var form: TextForm
  }

  /// A type of values as a value, so that tables can be compared.
  package struct ValueType: Sendable, Hashable {
    /// The type.
    package let type: any WireValue.Type

    package static func == (left: ValueType, right: ValueType) -> Bool { left.type == right.type }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(type)) }
  }

  package let version: OCPIVersion
  /// The rows in the order of the field list.
  package private(set) var fields: [Field] = []
  /// The types of the fields that the version knows, in their order.
  private(set) var types: [any WireValue.Type] = []

  init(version: OCPIVersion) { self.version = version }

  /// The fields of an object in a version.
  package static func fields(of type: any WireObject.Type, version: OCPIVersion) -> [Field] {
    var describer = WireDescriber(version: version)
    type.describe(&describer)
    return describer.fields
  }

  mutating func object<T: WireObject>(_ type: T.Type) {
    guard version >= T.since else { return }
    var blank = T(blank: Blank())
    try? blank.walk(&self)
  }

  package mutating func field<V: WireValue>(
    _ name: StaticString, _ value: inout V, _ rule: FieldRule, orElse: V?
  ) throws(WireError) {
    add(name, V.self, "1", rule)
  }

  package mutating func optional<V: WireValue>(
    _ name: StaticString, _ value: inout V?, _ rule: FieldRule, orElse: V?
  ) throws(WireError) {
    add(name, V.self, rule.isNeeded(in: version) ? "1" : "?", rule)
  }

  package mutating func list<V: WireValue>(
    _ name: StaticString, _ values: inout [V], _ rule: FieldRule
  ) throws(WireError) {
    let many = rule.emptiness == .allowed ? "*" : "+"
    add(name, V.self, rule.isSingle(in: version) ? "?" : many, rule)
  }

  package mutating func owner(_ party: inout PartyID, since: OCPIVersion) throws(WireError) {
    add("country_code", CiString.self, "1", .ci(2).since(since))
    add("party_id", CiString.self, "1", .ci(3).since(since))
  }

  private mutating func add(
    _ name: StaticString, _ value: any WireValue.Type, _ cardinality: String, _ rule: FieldRule
  ) {
    guard let spelling = rule.spelling(of: name, in: version) else { return }
    types.append(value)
    let length = rule.length(in: version)
    let base = rule.form == .url ? "URL" : value.wireType(in: version)
    fields.append(
      Field(
        name: spelling.description, newestName: name.description,
        type: length > 0 && base != "URL" ? "\(base)(\(length))" : base, cardinality: cardinality,
        since: rule.since, until: rule.until, formerName: rule.formerName?.description,
        value: ValueType(type: value), length: length, form: rule.form))
  }
}
