import BilateralNet

/// A server connection never crashes on any bytes, and says the same however they are cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  let whole = heads(of: bytes, step: max(1, bytes.count))
  precondition(heads(of: bytes, step: 1) == whole, "cut into bytes it reads differently")
  return 0
}

/// What a request parser makes of the bytes when they come in pieces of `step`.
private func heads(of bytes: [UInt8], step: Int) -> String {
  var parser = HTTPParser<HTTPRequestHead>(limits: HTTPLimits())
  var result = ""
  for start in stride(from: 0, to: bytes.count, by: step) {
    var piece = bytes[start..<min(start + step, bytes.count)]
    do {
      guard let head = try parser.parse(&piece) else { continue }
      return result + "\(head)"
    } catch {
      return result + "\(error)"
    }
  }
  result += "more"
  return result
}
