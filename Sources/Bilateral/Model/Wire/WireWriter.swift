package import BilateralBase

/// The walker that writes objects in one version and notes what that version cannot say.
package struct WireWriter: Walker {
  /// Which unknown members are written back.
  package enum ExtrasPolicy: Sendable, Hashable {
    /// All: back to the partner they came from, into the store, into a change.
    case all
    /// None: to other partners.
    case none
    /// Those that the partner file names.
    case only(Set<String>)

    func admits(_ name: String) -> Bool {
      switch self {
      case .all: true
      case .none: false
      case .only(let names): names.contains(name)
      }
    }
  }

  package let version: OCPIVersion
  /// Which unknown members are written.
  package let extrasPolicy: ExtrasPolicy
  /// How things are spelled where the version leaves a choice.
  let style: WireStyle
  /// What the version could not say.
  package private(set) var losses: [Loss] = []

  var json: JSONWriter
  private(set) var path = WirePath()

  /// Makes a writer that appends to what `json` holds.
  package init(
    version: OCPIVersion, extras: ExtrasPolicy = .all, style: WireStyle = .plain,
    into json: JSONWriter = JSONWriter()
  ) {
    self.style = style
    self.version = version
    extrasPolicy = extras
    self.json = json
  }

  /// Appends an object in a version and tells what was lost.
  ///
  /// Throws, with nothing appended, when the version demands what the object lacks or cannot say it at all.
  package static func write<T: WireValue>(
    _ value: T, version: OCPIVersion, extras: ExtrasPolicy = .all, style: WireStyle = .plain,
    into json: inout JSONWriter
  ) throws(WireError) -> [Loss] {
    let mark = json.bytes.count
    var writer = WireWriter(version: version, extras: extras, style: style)
    swap(&writer.json, &json)
    defer { swap(&writer.json, &json) }
    do {
      try writer.value(value)
      return writer.losses
    } catch {
      writer.json.bytes.removeSubrange(mark...)
      throw error
    }
  }

  /// The text of an object in a version, for answers and tests.
  package static func text<T: WireValue>(
    of value: T, version: OCPIVersion, extras: ExtrasPolicy = .all
  ) throws(WireError) -> String {
    var json = JSONWriter()
    _ = try write(value, version: version, extras: extras, into: &json)
    return json.text
  }

  /// Notes what the version cannot say about the value being written, or about a member of it.
  mutating func note(_ kind: Loss.Kind, _ reason: String, member: String? = nil) {
    losses.append(Loss(path: member.map { path.json.appending($0) } ?? path.json, kind: kind, reason: reason))
  }

  /// Notes what the version cannot say about an element of a list of the value being written.
  mutating func note(_ kind: Loss.Kind, _ reason: String, at member: String, _ position: Int) {
    note(kind, reason, at: JSONPath().appending(member).appending(position))
  }

  /// Notes what the version cannot say somewhere below the value being written.
  mutating func note(_ kind: Loss.Kind, _ reason: String, at place: JSONPath) {
    losses.append(Loss(path: path.json.appending(place), kind: kind, reason: reason))
  }

  /// The error for an object that cannot be sent.
  func withheld(_ reason: String) -> WireError { WireError(.withheld(reason), at: path.json) }
}

extension WireWriter {
  package mutating func field<V: WireValue>(
    _ name: StaticString, _ value: inout V, _ rule: FieldRule, orElse: V?
  ) throws(WireError) {
    guard let spelling = rule.spelling(of: name, in: version) else {
      if value != orElse { noteDropped(name) }
      return
    }
    try member(spelling, value, rule)
  }

  package mutating func optional<V: WireValue>(
    _ name: StaticString, _ value: inout V?, _ rule: FieldRule, orElse: V?
  ) throws(WireError) {
    guard let spelling = rule.spelling(of: name, in: version) else {
      if value != nil { noteDropped(name) }
      return
    }
    if var said = value {
      path.push(spelling)
      let refusal = said.adapt(&self)
      if let refusal { note(.dropped, refusal) }
      path.pop()
      if refusal == nil { return try member(spelling, said, rule, isAdapted: true) }
    }
    guard rule.isNeeded(in: version) else {
      if style.writesNulls, value == nil { writeNull(spelling) }
      return
    }
    guard let orElse else {
      throw WireError(
        .withheld("\(version) demands \(spelling)"), at: path.json.appending(spelling.description))
    }
    note(.default, "\(version) demands a value", member: spelling.description)
    try member(spelling, orElse, rule)
  }

  package mutating func list<V: WireValue>(
    _ name: StaticString, _ values: inout [V], _ rule: FieldRule
  ) throws(WireError) {
    guard let spelling = rule.spelling(of: name, in: version) else {
      if !values.isEmpty { noteDropped(name) }
      return
    }
    if rule.isSingle(in: version) { return try single(spelling, values, rule) }
    guard !values.isEmpty || rule.emptiness != .allowed || style.writesNulls else { return }
    json.key(spelling)
    path.push(spelling)
    json.beginArray()
    var written = 0
    for (position, value) in values.enumerated() { written += try element(value, at: position) ? 1 : 0 }
    json.endArray()
    if written == 0, !values.isEmpty, rule.emptiness == .refused {
      throw withheld("\(version) can say none of them")
    }
    path.pop()
  }

  package mutating func owner(_ party: inout PartyID, since: OCPIVersion) throws(WireError) {
    guard version >= since else { return }
    json.key("country_code")
    json.string(party.country)
    json.key("party_id")
    json.string(party.party)
  }

  /// Writes an object by its field list, then its extras.
  mutating func object<T: WireObject>(_ value: T) throws(WireError) {
    var object = value
    json.beginObject()
    try object.walk(&self)
    if !object.extras.isEmpty { write(object.extras, of: object) }
    json.endObject()
  }

  /// Writes a value that the version can say, or throws that it cannot.
  mutating func value<V: WireValue>(_ value: V) throws(WireError) {
    var said = value
    if let refusal = said.adapt(&self) { throw withheld(refusal) }
    try said.write(to: &self)
  }

  private mutating func writeNull(_ name: StaticString) {
    json.key(name)
    json.null()
  }

  private mutating func member<V: WireValue>(
    _ spelling: StaticString, _ value: V, _ rule: FieldRule, isAdapted: Bool = false
  ) throws(WireError) {
    json.key(spelling)
    path.push(spelling)
    if rule.isCut || !style.longest.isEmpty, let text = cut(value, rule) {
      json.string(text)
    } else if isAdapted {
      try value.write(to: &self)
    } else {
      try self.value(value)
    }
    path.pop()
  }

  /// Writes an element, or tells why it is left out; whether it was written.
  private mutating func element<V: WireValue>(_ value: V, at position: Int) throws(WireError) -> Bool {
    path.push(position)
    var said = value
    let refusal = said.adapt(&self)
    if let refusal {
      note(.withheld, refusal)
    } else {
      try said.write(to: &self)
    }
    path.pop()
    return refusal == nil
  }

  /// Several values where one is taken are for the sender to choose from; none is written.
  private mutating func single<V: WireValue>(
    _ spelling: StaticString, _ values: [V], _ rule: FieldRule
  ) throws(WireError) {
    guard let first = values.first else { return }
    guard values.count == 1 else {
      return note(
        .withheld, "\(version) takes one value and there are \(values.count)", member: spelling.description)
    }
    try member(spelling, first, rule)
  }

  private mutating func noteDropped(_ name: StaticString) {
    note(.dropped, "\(version) has no such field", member: name.description)
  }

  /// Writes extras whose names no field of this version has taken.
  private mutating func write<T: WireObject>(_ extras: Extras, of object: T) {
    guard extrasPolicy != .none else { return }
    var names = WireDescriber(version: version)
    names.object(T.self)
    let taken = Set(names.fields.map(\.name))
    for member in extras.members where extrasPolicy.admits(member.name) && !taken.contains(member.name) {
      json.key(text: member.name)
      json.raw(member.json.utf8)
    }
  }
}

extension JSONPath {
  /// The names of the path without positions, such as `evses.uid`.
  package var plainNames: String {
    steps.compactMap { if case .member(let name) = $0 { name } else { nil } }.joined(separator: ".")
  }
}
