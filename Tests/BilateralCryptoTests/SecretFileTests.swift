import BilateralCrypto
import Glibc
import Testing

@Suite struct SecretFileTests {
  private func withFile(mode: mode_t, _ body: (String) throws -> Void) throws {
    var template = Array("/tmp/bilateral-secret-XXXXXX".utf8CString)
    let fd = mkstemp(&template)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { unlink(path) }
    write(fd, "s3cret", 6)
    fchmod(fd, mode)
    close(fd)
    try body(path)
  }

  @Test("S-40 a file that only its owner may read is read", arguments: [0o600, 0o400] as [mode_t])
  func allowed(mode: mode_t) throws {
    try withFile(mode: mode) { path in
      let bytes = try SecretFile.read(path)
      #expect(bytes == Array("s3cret".utf8))
    }
  }

  @Test(
    "S-40 other modes are refused with the command that mends them",
    arguments: [0o644, 0o640, 0o604, 0o660, 0o601] as [mode_t])
  func refused(mode: mode_t) throws {
    try withFile(mode: mode) { path in
      let error = #expect(throws: SecretFile.Failure.self) { try SecretFile.read(path) }
      #expect(error?.description.contains("chmod 600") == true)
      #expect(error?.description.contains("s3cret") == false)
    }
  }

  @Test(arguments: ["/nonexistent/file", "/tmp", "/dev/null"])
  func `what is no ordinary file is refused`(path: String) {
    #expect(throws: SecretFile.Failure.self) { try SecretFile.read(path) }
  }
}
