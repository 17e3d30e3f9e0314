import BilateralBase
import BilateralNet
import Foundation
import Glibc
import Synchronization
import Testing

@testable import partnerctl

/// What a runtime as a process owes the machine it runs on.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RunSecurityTests {
  /// Everything below a folder with its mode.
  private func modes(below folder: String) throws -> [String: Int] {
    var modes: [String: Int] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
      modes[name] = Int(status.st_mode & 0o7777)
    }
    return modes
  }

  @Test("S-40 all that a runtime writes is for its owner alone: files 0600, folders 0700, the socket too")
  func ownFiles() throws {
    let folder = try RunCommandTests.fleet()
    let runtime = RunningProgram(["run", "--json", "-q", "-C", folder.path])
    #expect(runtime.line() != nil)
    let modes = try modes(below: folder.path + "/state")
    #expect(
      modes.keys.contains("test/bilateral.db") && modes.keys.contains("test/server.addr"), "\(modes.keys)")
    for (name, mode) in modes {
      var status = stat()
      _ = lstat("\(folder.path)/state/\(name)", &status)
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      #expect(mode == (isFolder ? 0o700 : 0o600), "\(name) has mode \(String(mode, radix: 8))")
    }
    #expect(folder.mode("state") == 0o700)
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  @Test(
    "S-40 a runtime does not start on a secret that others may read, and says how to mend it",
    arguments: [0o644, 0o640, 0o604])
  func openSecret(mode: Int) throws {
    let folder = try RunCommandTests.fleet()
    chmod(folder.path + "/secrets/store/key", mode_t(mode))
    let result = BuiltProgram.run(["run", "-C", folder.path])
    #expect(
      result.status == 77 && result.talkText.contains("chmod 600"), "\(result.status) \(result.talkText)")
    #expect(!result.talkText.contains(String(repeating: "0f", count: 32)))
  }

  @Test("S-28 a runtime may hold as many connections as the machine allows, whatever its shell says")
  func descriptors() throws {
    let folder = try RunCommandTests.fleet()
    var most = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &most)
    let runtime = RunningProgram(
      ["run", "--json", "-q", "-C", folder.path], descriptors: Int(min(1024, most.rlim_max)))
    #expect(runtime.line() != nil)
    let limits = try String(contentsOfFile: "/proc/\(runtime.process)/limits", encoding: .utf8)
    let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max open files") })
    let words = line.split(separator: " ")
    #expect(words[3] == words[4] && Int(words[3]) == Int(most.rlim_max), "\(line)")
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  @Test(
    "S-29 S-28 the body of a stranger is not waited for: four megabytes are announced, and 401 comes at the head"
  )
  func strangersBody() throws {
    let folder = try RunCommandTests.fleet()
    let runtime = RunningProgram(["run", "--json", "-q", "-C", folder.path])
    let line = try JSON.parse(try #require(runtime.line()))
    let port = try HTTPURL(try #require(line["public_url"]?.string)).port
    for (length, sent) in [(4_000_000, 0), (20_000, 1), (10, 10)] {
      let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      connectLoopback(peer, port)
      var patience = timeval(tv_sec: 10, tv_usec: 0)
      setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
      let head = "PUT /ocpi/2.2.1/credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Token nobody\r\n"
      let text = "\(head)Content-Length: \(length)\r\n\r\n" + String(repeating: "x", count: sent)
      _ = text.withCString { write(peer, $0, strlen($0)) }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(peer, &buffer, buffer.count)
      #expect(count > 0, "no answer to \(length) bytes, of which \(sent) were sent")
      let answer = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(answer)")
      close(peer)
    }
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  private final class Tally: Sendable {
    let answers = Atomic(0)
    let cut = Atomic(0)
  }

  @Test("S-37 at SIGTERM under load a runtime is gone within 15 seconds, and no answer is cut off")
  func drainUnderLoad() async throws {
    let folder = try RunCommandTests.fleet()
    let runtime = RunningProgram(["run", "--json", "-q", "-C", folder.path])
    let line = try JSON.parse(try #require(runtime.line()))
    let url = try HTTPURL("\(try #require(line["public_url"]?.string))/versions")
    let group = try EventLoopGroup(count: 1)
    let tally = Tally()
    let process = runtime.process
    // Half a head stays open meanwhile: nobody waits long for its end.
    let idle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    connectLoopback(idle, url.port)
    _ = "GET /ocpi/versions HTTP/1.1\r\nHo".withCString { write(idle, $0, strlen($0)) }
    await withTaskGroup(of: Void.self) { tasks in
      for _ in 0..<16 {
        tasks.addTask {
          let client = HTTPClient(on: group.next(), plain: Dialer(policy: .any), secure: nil)
          defer { client.close() }
          while true {
            do {
              let answer = try await client.send(HTTPClientRequest(.get, url))
              // More than a burst of wrong tokens comes, so later ones are told to wait.
              guard [401, 429].contains(answer.status.code), answer.body.last == UInt8(ascii: "}") else {
                tally.cut.add(1, ordering: .relaxed)
                return
              }
              tally.answers.add(1, ordering: .relaxed)
            } catch let error as HTTPClientError {
              if error.phase == .protocolFault { tally.cut.add(1, ordering: .relaxed) }
              return
            } catch {
              return
            }
          }
        }
      }
      tasks.addTask {
        while tally.answers.load(ordering: .relaxed) < 300 { await Task.yield() }
        kill(process, SIGTERM)
      }
    }
    let begin = ContinuousClock.now
    #expect(runtime.wait() == 0)
    print(
      "S-37: \(tally.answers.load(ordering: .relaxed)) answers, gone \(ContinuousClock.now - begin) after the last"
    )
    #expect(ContinuousClock.now - begin < .seconds(15))
    #expect(tally.cut.load(ordering: .relaxed) == 0)
    close(idle)
    group.stop()
  }
}

/// Connects a socket to a port of this machine; what came of it shows when it is used.
func connectLoopback(_ socket: Int32, _ port: UInt16) {
  var to = sockaddr_in()
  (to.sin_family, to.sin_port) = (sa_family_t(AF_INET), port.bigEndian)
  to.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  _ = withUnsafePointer(to: &to) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}
