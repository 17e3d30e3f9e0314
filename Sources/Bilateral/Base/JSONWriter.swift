/// Appends JSON to a buffer of bytes: commas come by themselves, strings are escaped as little as is valid.
///
/// The caller opens and closes containers in order. Only quotes, backslashes and control characters are escaped;
/// the solidus and everything beyond ASCII are written as they are.
package struct JSONWriter: Sendable {
  /// What has been written so far.
  package var bytes: [UInt8]

  /// Makes a writer; `capacity` in bytes is reserved at once.
  package init(capacity: Int = 256) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Begins with what stands already in a buffer, which is taken over.
  package init(appendingTo bytes: consuming [UInt8]) { self.bytes = bytes }

  /// The text written so far.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Opens an object.
  package mutating func beginObject() { open(0x7B) }
  /// Closes the object opened last.
  package mutating func endObject() { bytes.append(0x7D) }
  /// Opens an array.
  package mutating func beginArray() { open(0x5B) }
  /// Closes the array opened last.
  package mutating func endArray() { bytes.append(0x5D) }

  /// Writes a member name; its value must follow.
  @inlinable
  package mutating func key(_ name: StaticString) {
    separate()
    bytes.append(0x22)
    bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(0x22)
    bytes.append(0x3A)
  }

  /// Writes a member name that needs escaping; its value must follow.
  package mutating func key(text name: String) {
    string(name)
    bytes.append(0x3A)
  }

  /// Writes a string.
  package mutating func string(_ text: String) {
    separate()
    bytes.append(0x22)
    var text = text
    text.withUTF8 { appendEscaped($0) }
    bytes.append(0x22)
  }

  /// Writes a number by its spelling, which must follow the JSON grammar.
  package mutating func number(_ spelling: String) { raw(spelling.utf8) }

  /// Writes a whole number.
  package mutating func number(_ value: Int) { raw(String(value).utf8) }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) { raw(value ? "true".utf8 : "false".utf8) }

  /// Writes `null`.
  package mutating func null() { raw("null".utf8) }

  /// Writes a value that is JSON already.
  package mutating func raw(_ json: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Writes a tree.
  package mutating func value(_ json: JSON) {
    switch json {
    case .null: null()
    case .bool(let value): bool(value)
    case .number(let spelling): number(spelling)
    case .string(let text): string(text)
    case .array(let elements):
      beginArray()
      for element in elements { value(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        key(text: member.name)
        value(member.value)
      }
      endObject()
    }
  }

  private mutating func open(_ byte: UInt8) {
    separate()
    bytes.append(byte)
  }

  /// A comma where the last byte ends a value: no value ends in one of the bytes after which none is due.
  @inlinable
  package mutating func separate() {
    switch bytes.last {
    case nil, 0x7B, 0x5B, 0x3A, 0x0A: break
    default: bytes.append(0x2C)
    }
  }

  private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for index in 0..<text.count {
      let byte = text[index]
      guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
      appendEscape(byte)
      start = index + 1
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
  }

  private mutating func appendEscape(_ byte: UInt8) {
    bytes.append(0x5C)
    switch byte {
    case 0x22, 0x5C: bytes.append(byte)
    case 0x08: bytes.append(0x62)
    case 0x09: bytes.append(0x74)
    case 0x0A: bytes.append(0x6E)
    case 0x0C: bytes.append(0x66)
    case 0x0D: bytes.append(0x72)
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(byte < 0x10 ? 0x30 : 0x31)
      bytes.append("0123456789abcdef".utf8.map { $0 }[Int(byte & 0x0F)])
    }
  }
}
