package import BilateralBase
import Glibc

/// The walker that fills objects from the token tape of a document.
///
/// Presence is whether a member was found, never a special value. Members that no field asked for are kept as extras,
/// in order and unread. Fields usually come in the order of the specification, so the search for a member starts
/// behind the last one found. Where a value stands is worked out only when there is something to say about it.
///
/// It reads from borrowed memory and so lives only inside ``reading(_:version:context:collects:_:)``.
package struct WireReader: Walker {
  package let version: OCPIVersion
  /// What the connection knows.
  package private(set) var context: WireContext
  /// What was accepted although it is not as the specification says.
  package private(set) var findings: [WireFinding] = []

  /// Whether what makes an object unreadable is noted instead of thrown; the object is then of no use.
  private let collects: Bool

  let tape: JSONTape
  private let bytes: UnsafeBufferPointer<UInt8>
  private let tokens: UnsafeBufferPointer<JSONToken>
  /// A bit for each token from the root on: whether a field asked for the member of that name.
  private let used: UnsafeMutablePointer<UInt64>
  private let root: Int
  /// The value being read.
  private var current: Int
  private var frame = Frame(start: 0, end: 0, cursor: 0)

  /// The members of the object being read from the first unread one on, and the one to begin a search with.
  private struct Frame {
    var start: Int
    var end: Int
    var cursor: Int
  }

  private init(
    _ node: JSONNode, _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<JSONToken>,
    used: UnsafeMutablePointer<UInt64>, version: OCPIVersion, context: WireContext, collects: Bool
  ) {
    self.collects = collects
    tape = node.tape
    self.bytes = bytes
    self.tokens = tokens
    self.used = used
    root = node.index
    current = node.index
    self.version = version
    self.context = context
  }

  /// Calls with a reader for a node and all below it.
  private static func reading<R>(
    _ node: JSONNode, version: OCPIVersion, context: WireContext, collects: Bool = false,
    _ body: (inout WireReader) throws(WireError) -> R
  ) throws(WireError) -> R {
    let words = (Int(node.tape.tokens[node.index].next) - node.index) / 64 + 1
    let used = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
    used.initialize(repeating: 0, count: words)
    defer { used.deallocate() }
    return try node.tape.withBuffers { bytes, tokens throws(WireError) in
      var reader = WireReader(
        node, bytes, tokens, used: used, version: version, context: context, collects: collects)
      return try body(&reader)
    }
  }

  /// Reads an object in that version; findings are appended, the first thing that makes it unreadable is thrown.
  package static func read<T: WireValue>(
    _ type: T.Type, from node: JSONNode, version: OCPIVersion, context: WireContext = WireContext(),
    findings: inout [WireFinding]
  ) throws(WireError) -> T {
    try reading(node, version: version, context: context) { reader throws(WireError) in
      let value = try T(from: &reader, at: node.index)
      if !reader.findings.isEmpty { findings += reader.findings }
      return value
    }
  }

  /// Reads as much of an object as can be read and notes all that is wrong with it; nothing when it is none.
  ///
  /// What is missing or cannot be read is blank in the value; whoever uses it looks at the findings of what it needs.
  package static func inspect<T: WireValue>(
    _ type: T.Type, from node: JSONNode, version: OCPIVersion
  ) -> (value: T?, findings: [WireFinding]) {
    let context = WireContext()
    let outcome = try? reading(node, version: version, context: context, collects: true) { reader in
      do throws(WireError) {
        return (Optional(try T(from: &reader, at: node.index)), reader.findings)
      } catch {
        return (nil, reader.findings + [error.finding])
      }
    }
    return outcome ?? (nil, [])
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

  /// The bytes of a scalar, without quotes and undecoded.
  @inline(__always)
  func content(at token: Int) -> UnsafeBufferPointer<UInt8> {
    let start = Int(tokens[token].offset)
    return UnsafeBufferPointer(rebasing: bytes[start..<start &+ Int(tokens[token].length)])
  }

  /// The text of a string, or the spelling of another scalar.
  @inline(__always)
  func text(at token: Int) -> String {
    tokens[token].hasEscapes ? tape.text(of: token) : String(decoding: content(at: token), as: UTF8.self)
  }

  /// The text of a string of which some spellings are known: those that would take memory of their own share one.
  func text(at token: Int, known: [Spelling]) -> String {
    let content = content(at: token)
    guard content.count > 15, !tokens[token].hasEscapes else { return text(at: token) }
    return known.first { $0.spells(content) }?.string ?? text(at: token)
  }

  /// A whole number of few digits; nothing for all other spellings.
  func smallInt(at token: Int) -> Int? {
    let content = content(at: token)
    guard tokens[token].kind.isNumber, content.count <= 18 else { return nil }
    var value = 0
    for byte in content {
      guard byte &- 0x30 <= 9 else { return nil }
      value = value &* 10 &+ Int(byte &- 0x30)
    }
    return value
  }

  /// The path of the value being read.
  var here: JSONPath { tape.path(of: current, below: root) }

  /// The error for the value being read.
  func problem(_ problem: WireError.Problem) -> WireError { WireError(problem, at: here) }

  /// The error for a value of another kind than expected.
  func wrongKind(_ expected: String, at token: Int) -> WireError {
    problem(.wrongKind(expected: expected, found: kind(at: token)))
  }

  /// Demands a member that the model can do without and the version cannot.
  func demand(_ isThere: Bool, _ member: String, in demanding: OCPIVersion) throws(WireError) {
    guard version == demanding, !isThere, !collects else { return }
    throw WireError(.missing, at: here.appending(member))
  }

  /// Reads something that belongs to another party than the object around it.
  mutating func with(
    party: PartyID?, _ body: (inout WireReader) throws(WireError) -> Void
  ) throws(WireError) {
    let outer = context.party
    context.party = party
    defer { context.party = outer }
    try body(&self)
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
      value = try member(at: token, or: value)
      if context.notesLengths { noteLength(rule, at: token) }
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
      value = try member(at: token, or: value)
      if context.notesLengths { noteLength(rule, at: token) }
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
    let outer = current
    current = token
    do throws(WireError) {
      values = try elements(at: token, rule)
      if values.isEmpty, rule.emptiness == .refused { throw problem(.empty) }
    } catch {
      guard collects else { throw error }
      findings.append(error.finding)
    }
    current = outer
  }

  private mutating func missingList(_ name: StaticString, _ rule: FieldRule) throws(WireError) {
    guard rule.emptiness == .reported || collects else { throw missing(name, rule) }
    noteMissing(name, rule)
  }

  /// Reads the value of a member; when errors are collected, one that cannot be read stays as it was.
  @inline(__always)
  private mutating func member<V: WireValue>(
    at token: Int, or former: @autoclosure () -> V?
  ) throws(WireError) -> V {
    let outer = current
    current = token
    do throws(WireError) {
      let value = try V(from: &self, at: token)
      current = outer
      return value
    } catch {
      guard collects else { throw error }
      findings.append(error.finding)
      current = outer
      return former() ?? V(blank: Blank())
    }
  }

  package mutating func owner(_ party: inout PartyID, since: OCPIVersion) throws(WireError) {
    guard version >= since else {
      if let owner = context.party { party = owner }
      return
    }
    // Both are asked for, so that half an owner is not taken for a member that nobody knows.
    let (said, saidToo) = (try member("country_code", .any), try member("party_id", .any))
    guard let country = said, let code = saidToo else {
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
    guard kind(at: token).isObject else { throw wrongKind("an object", at: token) }
    let outer = frame
    frame = Frame(start: token &+ 1, end: Int(tokens[token].next), cursor: token &+ 1)
    try value.walk(&self)
    if frame.start < frame.end { value.extras = takeExtras() }
    frame = outer
  }

  /// How many elements an array has.
  private func count(at token: Int) -> Int {
    var (index, count) = (token &+ 1, 0)
    while index < Int(tokens[token].next) {
      index = Int(tokens[index].next)
      count &+= 1
    }
    return count
  }

  private mutating func elements<V: WireValue>(at token: Int, _ rule: FieldRule) throws(WireError) -> [V] {
    guard kind(at: token).isArray else {
      guard rule.isSingle(in: version) else { throw wrongKind("an array", at: token) }
      return [try V(from: &self, at: token)]
    }
    var values: [V] = []
    values.reserveCapacity(count(at: token))
    var index = token + 1
    let end = Int(tokens[token].next)
    while index < end {
      current = index
      do throws(WireError) {
        values.append(try V(from: &self, at: index))
      } catch {
        guard V.isDroppedWhenBroken || collects else { throw error }
        current = index
        noteDropped(error, isTolerated: V.isDroppedWhenBroken)
      }
      index = Int(tokens[index].next)
    }
    current = token
    return values
  }
}

extension WireReader {
  /// The value of a field in this version, nothing when absent or `null`; marks the member as read.
  ///
  /// A name of another version is accepted with a finding, as partners mix them.
  @inline(__always)
  private mutating func member(_ name: StaticString, _ rule: FieldRule) throws(WireError) -> Int? {
    guard let spelling = rule.spelling(of: name, in: version) else { return nil }
    var token = find(spelling)
    if token == nil, let former = rule.formerName { token = findOtherName(former, name, rule) }
    guard let token, !kind(at: token).isNothing else { return nil }
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
    guard frame.start < frame.end else { return nil }
    var index = frame.cursor
    repeat {
      let member = index
      let next = Int(tokens[member &+ 1].next)
      index = next < frame.end ? next : frame.start
      guard spells(name, at: member), !isUsed(member) else { continue }
      used[(member &- root) >> 6] |= 1 << UInt64(truncatingIfNeeded: (member &- root) & 63)
      if member == frame.start { frame.start = firstUnread(from: next) }
      frame.cursor = max(index, frame.start)
      return member &+ 1
    } while index != frame.cursor
    return nil
  }

  @inline(__always)
  private func firstUnread(from first: Int) -> Int {
    var member = first
    while member < frame.end, isUsed(member) { member = Int(tokens[member &+ 1].next) }
    return member
  }

  @inline(__always)
  private func isUsed(_ member: Int) -> Bool {
    used[(member &- root) >> 6] >> UInt64(truncatingIfNeeded: (member &- root) & 63) & 1 == 1
  }

  @inline(__always)
  private func spells(_ name: StaticString, at member: Int) -> Bool {
    let token = tokens[member]
    guard !token.hasEscapes else { return text(at: member) == name.description }
    guard Int(token.length) == name.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
    return isEqual(UnsafeRawPointer(base) + Int(token.offset), name.utf8Start, name.utf8CodeUnitCount)
  }

  /// Compares eight bytes at a time, the last ones perhaps twice.
  @inline(__always)
  private func isEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    guard count >= 8 else { return memcmp(left, right, count) == 0 }
    var at = 0
    while true {
      let both = (
        left.loadUnaligned(fromByteOffset: at, as: UInt64.self),
        right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      )
      guard both.0 == both.1 else { return false }
      guard at &+ 8 < count else { return true }
      at = min(at &+ 8, count &- 8)
    }
  }

  /// The members of the object that no field asked for.
  private func takeExtras() -> Extras {
    var extras = Extras()
    var member = frame.start
    while member < frame.end {
      let value = JSONNode(tape: tape, index: member + 1)
      if !isUsed(member) {
        extras.members.append(Extras.Member(name: text(at: member), json: value.rawText))
      }
      member = Int(tokens[member + 1].next)
    }
    return extras
  }

  private mutating func noteLength(_ rule: FieldRule, at token: Int) {
    let limit = rule.length(in: version)
    guard limit > 0, case .string = tokens[token].kind, tokens[token].length > limit else { return }
    let length = text(at: token).unicodeScalars.count
    guard length > limit else { return }
    let outer = current
    current = token
    note(.warning, .tooLong, TextLength(seen: length, allowed: limit).words, requirement: "TR-70")
    current = outer
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
    findings.append(
      WireFinding(
        .error, .missing, path: error.path, error.description, requirement: rule.emptyRequirement))
  }
}

// The synthesized comparison of another room's enumeration is a call each time.
extension JSONKind {
  @inline(__always)
  fileprivate var isObject: Bool { if case .object = self { true } else { false } }
  @inline(__always)
  fileprivate var isArray: Bool { if case .array = self { true } else { false } }
  @inline(__always)
  fileprivate var isNumber: Bool { if case .number = self { true } else { false } }
  @inline(__always)
  fileprivate var isNothing: Bool { if case .null = self { true } else { false } }
}
