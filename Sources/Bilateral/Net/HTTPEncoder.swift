/// Makes the bytes of heads and chunks.
///
/// Its parts cannot break a line: methods are tokens, targets come from checked URLs, ``HTTPFields`` holds no control
/// character.
package enum HTTPEncoder {
  /// A request head; the target is a path with query as ``HTTPURL/target`` gives it.
  package static func request(_ method: HTTPMethod, _ target: String, _ fields: HTTPFields) -> [UInt8] {
    head("\(method) \(target) HTTP/1.1", fields)
  }

  /// Begins a response: its first line without the line end, with room for so much to follow.
  static func beginResponse(_ status: HTTPStatus, room: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(room)
    bytes += "HTTP/1.1 ".utf8
    for divisor in [100, 10, 1] { bytes.append(UInt8(0x30 + status.code / divisor % 10)) }
    bytes.append(0x20)
    bytes += status.phrase.utf8
    return bytes
  }

  /// Adds a line; the value holds no control character.
  static func add(_ name: HTTPFieldName, _ value: String, to bytes: inout [UInt8]) {
    bytes.append(0x0d)
    bytes.append(0x0a)
    bytes += name.spelling.utf8
    bytes.append(0x3a)
    bytes.append(0x20)
    bytes += value.utf8
  }

  /// Ends the head.
  static func endHead(_ bytes: inout [UInt8]) { bytes += endOfHead }

  private static let endOfHead: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]

  /// One chunk; an empty one is left out, since it would end the body.
  package static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty else { return [] }
    var chunk = Array(String(bytes.count, radix: 16).utf8)
    chunk.reserveCapacity(chunk.count + bytes.count + 4)
    chunk += [0x0d, 0x0a]
    chunk += bytes
    chunk += [0x0d, 0x0a]
    return chunk
  }

  /// The end of a chunked body.
  package static let lastChunk: [UInt8] = Array("0\r\n\r\n".utf8)

  /// The interim response that asks for the body.
  package static let continueResponse: [UInt8] = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  private static func head(_ first: String, _ fields: HTTPFields) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    bytes += first.utf8
    for field in fields { add(field.name, field.value, to: &bytes) }
    endHead(&bytes)
    return bytes
  }
}
