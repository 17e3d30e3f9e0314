package import BilateralBase

/// The walker that fills objects from the token tape of a document.
///
/// Presence is whether a member was found, never a special value. Members that no field asked for are kept as extras,
/// in order and unread. Fields usually come in the order of the specification, so the search for a member starts
/// behind the last one found.
package struct WireReader: Walker {
  package let version: OCPIVersion
  /// What the connection knows.
  package let context: WireContext
  /// What was accepted although it is not as the specification says.
  package private(set) var findings: [WireFinding] = []

  /// Whether what makes an object unreadable is noted instead of thrown; the object is then of no use.
  private let collects: Bool

  let tape: JSONTape
  private let tokens: ContiguousArray<JSONToken>
  private var slots: ContiguousArray<Slot> = []
  private var frame = Frame(base: 0, count: 0, cursor: 0, used: 0)
  private var path = WirePath()

  /// One member of an object being read.
  private struct Slot {
    var token: Int
    var isUsed = false
  }

  /// Which slots belong to the object being read.
  private struct Frame {
    var base: Int
    var count: Int
    var cursor: Int
    var used: Int
  }

  init(_ node: JSONNode, version: OCPIVersion, context: WireContext, collects: Bool = false) {
    self.collects = collects
    tape = node.tape
    tokens = node.tape.tokens
    self.version = version
    self.context = context
    slots.reserveCapacity(64)
  }

  /// Reads an object in that version; findings are appended, the first thing that makes it unreadable is thrown.
  package static func read<T: WireValue>(
    _ type: T.Type, from node: JSONNode, version: OCPIVersion, context: WireContext = WireContext(),
    findings: inout [WireFinding]
  ) throws(WireError) -> T {
    var reader = WireReader(node, version: version, context: context)
    let value = try T(from: &reader, at: node.index)
    if !reader.findings.isEmpty { findings += reader.findings }
    return value
  }

  /// Reads an object in that version, without interest in findings.
  package static func read<T: WireValue>(
    _ type: T.Type, from node: JSONNode, version: OCPIVersion, context: WireContext = WireContext()
  ) throws(WireError) -> T {
    var findings: [WireFinding] = []
    return try read(type, from: node, version: version, context: context, findings: &findings)
  }

  /// Reads a text of one object in that version.
  package static func read<T: WireValue>(
    _ type: T.Type, from text: String, version: OCPIVersion, context: WireContext = WireContext()
  ) throws(WireError) -> T {
    let document = try JSONDocument(wire: Array(text.utf8))
    return try read(type, from: document.root, version: version, context: context)
  }
}

extension WireReader {
  /// The kind of the value at a token.
  @inline(__always)
  func kind(at token: Int) -> JSONKind { tokens[token].kind }

  /// The text of a string, or the spelling of another scalar.
  @inline(__always)
  func text(at token: Int) -> String { tape.text(of: token) }

  /// The path of the value being read.
  var here: JSONPath { path.json }

  /// The error for the value being read.
  func problem(_ problem: WireError.Problem) -> WireError { WireError(problem, at: here) }

  /// The error for a value of another kind than expected.
  func wrongKind(_ expected: String, at token: Int) -> WireError {
    problem(.wrongKind(expected: expected, found: kind(at: token)))
  }

  /// Notes something about the value being read.
  mutating func note(
    _ severity: Diagnostic.Severity, _ code: WireFinding.Code, _ message: String, requirement: String? = nil
  ) {
    findings.append(WireFinding(severity, code, path: here, message, requirement: requirement))
  }
}

extension WireReader {
  package mutating func field<V: WireValue>(
    _ name: StaticString, _ value: inout V, _ rule: FieldRule, orElse: V?
  ) throws(WireError) {
    if let token = try member(name, rule) {
      value = try member(rule.spelling(of: name, in: version) ?? name, at: token, or: value)
      if context.notesLengths { noteLength(name, rule, at: token) }
    } else if rule.covers(version) {
      guard collects else { throw missing(name, rule) }
      noteMissing(name, rule)
    } else if let orElse {
      value = orElse
    }
  }

  package mutating func optional<V: WireValue>(
    _ name: StaticString, _ value: inout V?, _ rule: FieldRule, orElse: V?
  ) throws(WireError) {
    if let token = try member(name, rule) {
      value = try member(rule.spelling(of: name, in: version) ?? name, at: token, or: value)
      if context.notesLengths { noteLength(name, rule, at: token) }
    } else {
      value = nil
      if rule.isNeeded(in: version) { noteMissing(name, rule) }
    }
  }

  package mutating func list<V: WireValue>(
    _ name: StaticString, _ values: inout [V], _ rule: FieldRule
  ) throws(WireError) {
    guard let token = try member(name, rule) else {
      if rule.emptiness != .allowed, rule.covers(version) { try missingList(name, rule) }
      return
    }
    path.push(rule.spelling(of: name, in: version) ?? name)
    do throws(WireError) {
      values = try elements(at: token, rule)
      if values.isEmpty, rule.emptiness == .refused { throw problem(.empty) }
    } catch {
      guard collects else { throw error }
      findings.append(error.finding)
    }
    path.pop()
  }

  private mutating func missingList(_ name: StaticString, _ rule: FieldRule) throws(WireError) {
    guard rule.emptiness == .reported || collects else { throw missing(name, rule) }
    noteMissing(name, rule)
  }

  /// Reads the value of a member; when errors are collected, one that cannot be read stays as it was.
  @inline(__always)
  private mutating func member<V: WireValue>(
    _ name: StaticString, at token: Int, or current: @autoclosure () -> V?
  ) throws(WireError) -> V {
    path.push(name)
    do throws(WireError) {
      let value = try V(from: &self, at: token)
      path.pop()
      return value
    } catch {
      guard collects else { throw error }
      findings.append(error.finding)
      path.pop()
      return current() ?? V(blank: Blank())
    }
  }

  package mutating func owner(_ party: inout PartyID, since: OCPIVersion) throws(WireError) {
    guard version >= since else {
      if let owner = context.party { party = owner }
      return
    }
    guard let country = try member("country_code", .any), let code = try member("party_id", .any) else {
      guard context.party != nil || collects else { throw missing("country_code", .any) }
      party = context.party ?? party
      return noteMissing("country_code", .any)
    }
    let (first, second) = (text(at: country), text(at: code))
    if let owner = PartyID(country: first, party: second) {
      party = owner
      return
    }
    let expected = "a two-letter country and a three-character party"
    let error = WireError(
      .unreadable(expected: expected, found: "\(first) \(second)"), at: here.appending("country_code"))
    guard collects else { throw error }
    findings.append(error.finding)
  }

  /// Reads the object at a token by its field list.
  mutating func object<T: WireObject>(_ value: inout T, at token: Int) throws(WireError) {
    guard kind(at: token) == .object else { throw wrongKind("an object", at: token) }
    let outer = frame
    openFrame(at: token)
    try value.walk(&self)
    if frame.used < frame.count { value.extras = takeExtras() }
    slots.removeLast(frame.count)
    frame = outer
  }

  private mutating func elements<V: WireValue>(at token: Int, _ rule: FieldRule) throws(WireError) -> [V] {
    guard kind(at: token) == .array else {
      guard rule.isSingle(in: version) else { throw wrongKind("an array", at: token) }
      return [try V(from: &self, at: token)]
    }
    var values: [V] = []
    var index = token + 1
    var position = 0
    let end = Int(tokens[token].next)
    while index < end {
      path.push(position)
      do throws(WireError) {
        values.append(try V(from: &self, at: index))
      } catch {
        guard V.isDroppedWhenBroken || collects else { throw error }
        noteDropped(error, isTolerated: V.isDroppedWhenBroken)
      }
      path.pop()
      index = Int(tokens[index].next)
      position += 1
    }
    return values
  }
}

extension WireReader {
  private mutating func openFrame(at token: Int) {
    let base = slots.count
    var index = token &+ 1
    let end = Int(tokens[token].next)
    while index < end {
      slots.append(Slot(token: index))
      index = Int(tokens[index &+ 1].next)
    }
    frame = Frame(base: base, count: slots.count &- base, cursor: 0, used: 0)
  }

  /// The value of a field in this version, nothing when absent or `null`; marks the member as read.
  ///
  /// A name of another version is accepted with a finding, as partners mix them.
  @inline(__always)
  private mutating func member(_ name: StaticString, _ rule: FieldRule) throws(WireError) -> Int? {
    guard let spelling = rule.spelling(of: name, in: version) else { return nil }
    var token = find(spelling)
    if token == nil, let former = rule.formerName { token = findOtherName(former, name, rule) }
    guard let token, kind(at: token) != .null else { return nil }
    return token
  }

  private mutating func findOtherName(_ former: StaticString, _ name: StaticString, _ rule: FieldRule) -> Int?
  {
    let isOld = version <= rule.formerUntil
    guard let token = find(isOld ? name : former) else { return nil }
    note(
      .warning, .formerName,
      "\(isOld ? name : former) is the name of another version; \(version) calls it \(isOld ? former : name)",
      requirement: "TR-75")
    return token
  }

  /// The value of an unread member with that name.
  @inline(__always)
  private mutating func find(_ name: StaticString) -> Int? {
    var index = frame.cursor
    for _ in 0..<frame.count {
      let position = frame.base &+ index
      index = index &+ 1 == frame.count ? 0 : index &+ 1
      let slot = slots[position]
      guard !slot.isUsed, tape.string(at: slot.token, equals: name) else { continue }
      slots[position].isUsed = true
      frame.used &+= 1
      frame.cursor = index
      return slot.token &+ 1
    }
    return nil
  }

  private mutating func takeExtras() -> Extras {
    var extras = Extras()
    for slot in slots[frame.base..<frame.base + frame.count] where !slot.isUsed {
      let value = JSONNode(tape: tape, index: slot.token + 1)
      extras.members.append(Extras.Member(name: text(at: slot.token), json: value.rawText))
    }
    return extras
  }

  private mutating func noteLength(_ name: StaticString, _ rule: FieldRule, at token: Int) {
    let limit = rule.length(in: version)
    guard limit > 0, tokens[token].kind == .string, tokens[token].length > limit else { return }
    let length = text(at: token).unicodeScalars.count
    guard length > limit else { return }
    path.push(rule.spelling(of: name, in: version) ?? name)
    note(.warning, .tooLong, TextLength(seen: length, allowed: limit).words, requirement: "TR-70")
    path.pop()
  }

  private func missing(_ name: StaticString, _ rule: FieldRule) -> WireError {
    let spelling = rule.spelling(of: name, in: version) ?? name
    return WireError(.missing, at: here.appending(spelling.description))
  }

  private mutating func noteDropped(_ error: WireError, isTolerated: Bool) {
    guard isTolerated else { return findings.append(error.finding) }
    note(.warning, .dropped, "\(error.description); the element is left out", requirement: "TR-65")
  }

  private mutating func noteMissing(_ name: StaticString, _ rule: FieldRule) {
    let error = missing(name, rule)
    findings.append(WireFinding(.error, .missing, path: error.path, error.description))
  }
}
