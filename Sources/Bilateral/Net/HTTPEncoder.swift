/// Makes the bytes of heads and chunks.
///
/// Its parts cannot break a line: methods are tokens, targets come from checked URLs, ``HTTPFields`` holds no control
/// character.
package enum HTTPEncoder {
  /// A request head; the target is a path with query as ``HTTPURL/target`` gives it.
  package static func request(_ method: HTTPMethod, _ target: String, _ fields: HTTPFields) -> [UInt8] {
    head("\(method) \(target) HTTP/1.1", fields)
  }

  /// A response head.
  package static func response(_ status: HTTPStatus, _ fields: HTTPFields) -> [UInt8] {
    head("HTTP/1.1 \(status.code) \(status.phrase)", fields)
  }

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
    for field in fields {
      bytes += [0x0d, 0x0a]
      bytes += field.name.spelling.utf8
      bytes += [0x3a, 0x20]
      bytes += field.value.utf8
    }
    bytes += [0x0d, 0x0a, 0x0d, 0x0a]
    return bytes
  }
}
