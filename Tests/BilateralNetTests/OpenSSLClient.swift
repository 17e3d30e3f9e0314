import BilateralNet
import Foundation

/// The `openssl` command, a TLS implementation that is not ours to test ours against.
enum OpenSSLClient {
  static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

  /// Connects to a port, sends a text and returns all that the command printed.
  static func connect(to port: UInt16, _ arguments: [String], sending text: String = "") async throws
    -> String
  {
    try await withCheckedThrowingContinuation { continuation in
      do throws(SocketError) {
        try startThread(named: "openssl") {
          continuation.resume(
            with: Result {
              try run(["s_client", "-connect", "127.0.0.1:\(port)"] + arguments, sending: text)
            })
        }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  /// Writes PEM into a file of its own and gives its path.
  static func file(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "bilateral-\(UUID().uuidString).pem"
    ).path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  private static func run(_ arguments: [String], sending text: String) throws -> String {
    let process = Process()
    // The command has no deadline of its own.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["10", "/usr/bin/openssl"] + arguments
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: printed, as: UTF8.self)
  }
}
