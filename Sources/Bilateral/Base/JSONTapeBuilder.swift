/// Reads a text once and lays its tokens on a flat tape; no recursion, one growing allocation.
struct JSONTapeBuilder {
  private let scanner: JSONScanner
  private let limits: JSONLimits
  private var offset = 0
  private var open: [Int] = []
  private var marks = ContiguousArray<UInt64>(repeating: 0, count: fewNames)
  private(set) var tokens: ContiguousArray<JSONToken> = []

  /// Up to this many names pairs are cheaper than a set.
  private static let fewNames = 28

  init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
    scanner = JSONScanner(bytes: bytes)
    self.limits = limits
    tokens.reserveCapacity(bytes.count / 8 + 8)
    open.reserveCapacity(8)
  }

  /// Lays the whole text; on failure the error carries line, column and path.
  mutating func build() throws(JSONError) {
    do {
      try start()
      try run()
    } catch {
      throw JSONError(error.kind, at: error.offset, in: scanner.bytes, path: currentPath())
    }
  }

  private mutating func start() throws(JSONFault) {
    guard scanner.bytes.count <= limits.size else { throw JSONFault(kind: .tooLarge(limits.size), offset: 0) }
    guard scanner.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
    guard limits.skipsByteOrderMark else { throw JSONFault(kind: .byteOrderMark, offset: 0) }
    offset = 3
  }

  private mutating func run() throws(JSONFault) {
    var wantsValue = true
    while wantsValue || !open.isEmpty {
      offset = scanner.skippingBlanks(from: offset)
      wantsValue = wantsValue ? try startValue() : try continueContainer()
    }
    offset = scanner.skippingBlanks(from: offset)
    guard offset == scanner.bytes.count else { throw JSONFault(kind: .trailingBytes, offset: offset) }
  }

  /// Lays a scalar or opens a container; true when another value must follow at once.
  @inline(__always)
  private mutating func startValue() throws(JSONFault) -> Bool {
    switch scanner.byte(at: offset) {
    case 0x22: try string()
    case 0x2D?, (0x30...0x39)?: scalar(.number, upTo: try scanner.endOfNumber(from: offset))
    case 0x7B: return try enter(.object, closing: 0x7D)
    case 0x5B: return try enter(.array, closing: 0x5D)
    case 0x74: scalar(.true, upTo: try scanner.endOfLiteral("true", from: offset))
    case 0x66: scalar(.false, upTo: try scanner.endOfLiteral("false", from: offset))
    case 0x6E: scalar(.null, upTo: try scanner.endOfLiteral("null", from: offset))
    default: throw scanner.unexpected(at: offset)
    }
    return false
  }

  /// Behind a value inside a container: a comma (true, another value follows) or the end of the container.
  @inline(__always)
  private mutating func continueContainer() throws(JSONFault) -> Bool {
    let container = open[open.count &- 1]
    let isObject = tokens[container].kind == .object
    let byte = scanner.byte(at: offset)
    if byte == 0x2C {
      offset = scanner.skippingBlanks(from: offset &+ 1)
      if isObject { try key() }
      return true
    }
    guard byte == (isObject ? 0x7D : 0x5D) else { throw scanner.unexpected(at: offset) }
    offset &+= 1
    if isObject, limits.uniqueKeys { try checkKeys(of: container) }
    tokens[container].length = UInt32(truncatingIfNeeded: offset) &- tokens[container].offset
    tokens[container].next = UInt32(truncatingIfNeeded: tokens.count)
    open.removeLast()
    return false
  }

  private mutating func enter(_ kind: JSONKind, closing: UInt8) throws(JSONFault) -> Bool {
    guard open.count < limits.depth else { throw JSONFault(kind: .tooDeep(limits.depth), offset: offset) }
    let index = tokens.count
    let start = offset
    offset = scanner.skippingBlanks(from: offset &+ 1)
    if scanner.byte(at: offset) == closing {
      offset &+= 1
      append(kind, from: start, length: offset &- start)
      return false
    }
    append(kind, from: start, length: 0)
    open.append(index)
    if kind == .object { try key() }
    return true
  }

  @inline(__always)
  private mutating func key() throws(JSONFault) {
    guard scanner.byte(at: offset) == 0x22 else { throw scanner.unexpected(at: offset) }
    try string()
    offset = scanner.skippingBlanks(from: offset)
    guard scanner.byte(at: offset) == 0x3A else { throw scanner.unexpected(at: offset) }
    offset &+= 1
  }

  @inline(__always)
  private mutating func string() throws(JSONFault) {
    let start = offset &+ 1
    var hasEscapes = false
    let end = try scanner.endOfString(from: start, hasEscapes: &hasEscapes)
    append(.string, from: start, length: end &- start, hasEscapes: hasEscapes)
    offset = end &+ 1
  }

  @inline(__always)
  private mutating func scalar(_ kind: JSONKind, upTo end: Int) {
    append(kind, from: offset, length: end &- offset)
    offset = end
  }

  @inline(__always)
  private mutating func append(_ kind: JSONKind, from start: Int, length: Int, hasEscapes: Bool = false) {
    tokens.append(
      JSONToken(
        offset: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: length),
        next: UInt32(truncatingIfNeeded: tokens.count &+ 1), kind: kind, hasEscapes: hasEscapes))
  }
}

extension JSONTapeBuilder {
  /// Refuses a container that has one name twice.
  ///
  /// A few names are told apart by 64-bit marks compared in pairs. Many names, equal marks or escapes go through a
  /// set hashed with the seed of the process: the cost stays linear and nobody outside can aim for collisions.
  private mutating func checkKeys(of container: Int) throws(JSONFault) {
    var count = 0
    var index = container &+ 1
    while index < tokens.count {
      let token = tokens[index]
      let mark = KeyName(token: token, bytes: scanner.bytes).mark
      guard count < Self.fewNames, !token.hasEscapes, !marks[..<count].contains(mark) else {
        return try checkAllKeys(of: container)
      }
      marks[count] = mark
      count &+= 1
      index = Int(tokens[index &+ 1].next)
    }
  }

  private func checkAllKeys(of container: Int) throws(JSONFault) {
    var known = Set<KeyName>()
    var index = container + 1
    while index < tokens.count {
      let name = KeyName(token: tokens[index], bytes: scanner.bytes)
      guard known.insert(name).inserted else {
        throw JSONFault(kind: .duplicateKey(name.text), offset: Int(tokens[index].offset) - 1)
      }
      index = Int(tokens[index + 1].next)
    }
  }

  /// The path of the value being read when the text broke.
  private func currentPath() -> JSONPath {
    var path = JSONPath()
    for (level, container) in open.enumerated() {
      let child = level + 1 < open.count ? open[level + 1] : tokens.count
      path = path.appending(step(from: container, to: child))
    }
    return path
  }

  private func step(from container: Int, to child: Int) -> JSONPath {
    let isObject = tokens[container].kind == .object
    var index = container + 1
    var count = 0
    var name: Int?
    while index < child {
      if isObject { name = index }
      let value = isObject ? index + 1 : index
      guard value < child else { break }
      index = Int(tokens[value].next)
      count += 1
    }
    guard isObject else { return JSONPath([.element(count)]) }
    guard let name else { return JSONPath() }
    return JSONPath([.member(KeyName(token: tokens[name], bytes: scanner.bytes).text)])
  }
}

/// A member name as bytes of the text, or decoded when it has escapes.
private struct KeyName: Hashable {
  var bytes: UnsafeBufferPointer<UInt8>
  var escaped: [UInt8]?

  init(token: JSONToken, bytes: UnsafeBufferPointer<UInt8>) {
    let start = Int(token.offset)
    self.bytes = UnsafeBufferPointer(rebasing: bytes[start..<start &+ Int(token.length)])
    if token.hasEscapes { escaped = JSONEscape.decode(self.bytes) }
  }

  /// The first eight bytes mixed with the last eight and the length.
  @inline(__always)
  var mark: UInt64 {
    guard let base = bytes.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    let count = bytes.count
    if count >= 8 {
      let head = raw.loadUnaligned(as: UInt64.self)
      let tail = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      return (head &* 0x9E37_79B9_7F4A_7C15) ^ tail ^ UInt64(truncatingIfNeeded: count)
    }
    return bytes.reduce(UInt64(truncatingIfNeeded: count)) { $0 << 8 | UInt64($1) }
  }

  var text: String {
    escaped.map { String(decoding: $0, as: UTF8.self) } ?? String(decoding: bytes, as: UTF8.self)
  }

  static func == (a: KeyName, b: KeyName) -> Bool {
    a.withBytes { left in b.withBytes { right in left.elementsEqual(right) } }
  }

  func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  private func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    guard let escaped else { return body(bytes) }
    return escaped.withUnsafeBufferPointer(body)
  }
}
