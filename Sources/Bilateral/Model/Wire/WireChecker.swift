package import BilateralBase

/// The walker that reports what an object breaks in one version: lengths, forms, spellings, required fields.
///
/// It looks at the object, not at the text; what the text did wrong is told by the reader's findings.
package struct WireChecker: Walker {
  package let version: OCPIVersion
  /// What was found, in the order of the fields.
  package private(set) var findings: [WireFinding] = []
  private var path = WirePath()

  init(version: OCPIVersion) { self.version = version }

  /// What an object breaks in a version; empty when it may be sent as it is.
  package static func check<T: WireValue>(_ value: T, version: OCPIVersion) -> [WireFinding] {
    var checker = WireChecker(version: version)
    value.check(&checker, .any)
    return checker.findings
  }

  /// Notes a break at the value being checked, or at a member of it.
  mutating func note(
    _ severity: Diagnostic.Severity, _ code: WireFinding.Code, _ message: String, requirement: String? = nil,
    member: String? = nil
  ) {
    let here = path.json
    let place = member.map { here.appending($0) } ?? here
    let subject = place.isRoot ? "the object" : place.description
    findings.append(
      WireFinding(severity, code, path: place, "\(subject) \(message)", requirement: requirement))
  }

  mutating func object<T: WireObject>(_ value: T) {
    var object = value
    try? object.walk(&self)
    object.checkTogether(&self)
    if !object.extras.isEmpty { note(object.extras, of: T.self) }
  }

  private mutating func note<T: WireObject>(_ extras: Extras, of type: T.Type) {
    let newest = Set(WireDescriber.fields(of: type, version: .newest).map(\.name))
    for member in extras.members {
      note(
        .note, newest.contains(member.name) ? .otherVersion : .unknownMember,
        "is no field of \(T.wireType) in \(version)", requirement: "TR-62", member: member.name)
    }
  }

  package mutating func field<V: WireValue>(
    _ name: StaticString, _ value: inout V, _ rule: FieldRule, orElse: V?
  ) throws(WireError) {
    guard let spelling = rule.spelling(of: name, in: version) else { return }
    visit(.member(spelling)) { value.check(&$0, rule) }
  }

  package mutating func optional<V: WireValue>(
    _ name: StaticString, _ value: inout V?, _ rule: FieldRule, orElse: V?
  ) throws(WireError) {
    guard let spelling = rule.spelling(of: name, in: version) else { return }
    if let value {
      visit(.member(spelling)) { value.check(&$0, rule) }
    } else if rule.isNeeded(in: version) {
      note(.error, .missing, "is missing", member: spelling.description)
    }
  }

  package mutating func list<V: WireValue>(
    _ name: StaticString, _ values: inout [V], _ rule: FieldRule
  ) throws(WireError) {
    guard let spelling = rule.spelling(of: name, in: version) else { return }
    visit(.member(spelling)) { checker in
      if values.isEmpty, rule.emptiness != .allowed {
        checker.note(.error, .empty, "must hold at least one element", requirement: rule.emptyRequirement)
      }
      for (position, value) in values.enumerated() {
        checker.visit(.element(position)) { value.check(&$0, rule) }
      }
    }
  }

  package mutating func owner(_ party: inout PartyID, since: OCPIVersion) throws(WireError) {}

  /// Warns of a contract id that ends with another check digit than it should.
  mutating func checkDigit(of id: CiString, member: String) {
    guard let right = ChargingID.rightCheckDigit(of: id.text) else { return }
    note(.warning, .badForm, "ends with another check digit than \(right)", member: member)
  }

  /// Checks a text against its length and form.
  mutating func text(_ text: String, _ rule: FieldRule) {
    let limit = rule.length(in: version)
    if limit > 0, text.utf8.count > limit, text.unicodeScalars.count > limit {
      note(.error, .tooLong, "is longer than \(limit) characters", requirement: "TR-70")
    }
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      note(.error, .controlCharacter, "holds control characters", requirement: "TR-71")
    } else if rule.form == .ascii, !rule.form.accepts(text, in: version) {
      note(.error, .notASCII, "holds characters beyond printable ASCII", requirement: "TR-72")
    } else if !rule.form.accepts(text, in: version) {
      note(.error, .badForm, "is no \(rule.form.words(in: version))", requirement: rule.form.requirement)
    }
  }

  @inline(__always)
  private mutating func visit(_ step: WirePath.Step, _ body: (inout WireChecker) -> Void) {
    path.push(step)
    body(&self)
    path.pop()
  }
}

extension TextForm {
  fileprivate var requirement: String? { self == .latitude || self == .longitude ? "LOC-17" : nil }

  fileprivate func words(in version: OCPIVersion) -> String {
    let decimals = version == .v2_1_1 ? "six decimals" : "five to seven decimals"
    return switch self {
    case .free, .ascii: "text"
    case .url: "absolute http(s) URL"
    case .latitude: "latitude with \(decimals)"
    case .longitude: "longitude with \(decimals)"
    case .timeOfDay: "time of day HH:MM"
    case .date: "date YYYY-MM-DD"
    case .language: "two-letter language"
    case .threeLetters: "three-letter code"
    }
  }
}
