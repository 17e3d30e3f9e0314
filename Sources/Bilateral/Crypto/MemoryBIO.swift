import COpenSSL

/// Bytes in OpenSSL's form of a file.
struct MemoryBIO: ~Copyable {
  let pointer: OpaquePointer

  init(_ bytes: [UInt8] = []) {
    guard let bio = BIO_new(BIO_s_mem()) else { preconditionFailure("no memory for OpenSSL") }
    pointer = bio
    if !bytes.isEmpty { BIO_write(bio, bytes, Int32(bytes.count)) }
  }

  deinit { BIO_free(pointer) }

  /// Takes out everything that was written.
  func drain() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(pointer))
    let count = BIO_read(pointer, &bytes, Int32(bytes.count))
    return Array(bytes.prefix(max(0, Int(count))))
  }

  /// Takes out everything that was written, as text.
  func text() -> String { String(decoding: drain(), as: UTF8.self) }
}
