import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// A crowd of connections at a runtime that may open few files.
@Suite(.serialized) struct DescriptorFloodTests {
  @Test(
    "S-28 a flood takes no more descriptors than are to spare: the runtime lives, its files and its own door work, and partners get in afterwards"
  )
  func flood() throws {
    let folder = try RunCommandTests.fleet()
    let firm = ["/bin/sh", "-c", "ulimit -n 128; exec \"$0\" \"$@\""]
    let runtime = RunningProgram(["run", "--json", "-q", "-C", folder.path], under: firm)
    let line = try JSON.parse(try #require(runtime.line()))
    func port(_ key: String) throws -> UInt16 {
      try #require(line[key]?.string?.split(separator: ":").last.flatMap { UInt16($0) })
    }
    let partners = try port("server")
    let office = OfficeClient(
      port: try port("backoffice"), token: try #require(folder.text("secrets/backoffice/token")),
      patience: 10_000)
    let control = ControlClient(socket: folder.path + "/state/test/control.sock", patience: 10_000)
    var crowd: [Int32] = []
    for wave in 0..<3 {
      for _ in 0..<150 {
        let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        connectLoopback(peer, partners)
        crowd.append(peer)
      }
      // The crowd is in the door, and each answer needs a descriptor of its own; a write needs the disk.
      for number in 0..<5 {
        let text = DemoObjects.locations(wave * 5 + number + 1).split(separator: 0x0A).last.map { Array($0) }
        #expect(try office.importing("locations", as: "DE-NVO", text ?? []) == 1)
        #expect(try control.get("/partners")["partners"] != nil)
      }
      #expect(!runtime.hasExited, "\(runtime.talkText())")
      let used = FileSystem.allNames(in: "/proc/\(runtime.process)/fd").count
      #expect(used > 80 && used <= 112, "\(used) of 128 descriptors")
    }
    let metrics = try text(office, "/metrics")
    #expect(metrics.contains("bilateral_connections_refused_total{reason=\"exhaustion\"}"), "\(metrics)")
    for peer in crowd { close(peer) }
    let answer = try awaited { try ask(partners, "/ocpi/versions", authorization: "Token nobody") }
    #expect(answer.status == 401)
    #expect(try office.call(.get, "/own/locations?limit=100").elements?.count == 15)
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  /// The metrics, as text.
  private func text(_ office: OfficeClient, _ path: String) throws -> String {
    let answer = try ask(office.port, path, authorization: "Bearer \(office.token)")
    return String(decoding: answer.body, as: UTF8.self)
  }

  /// What comes once the door has rested.
  private func awaited<Value>(_ body: () throws -> Value) throws -> Value {
    for _ in 0..<100 {
      if let value = try? body() { return value }
      usleep(20_000)
    }
    return try body()
  }
}
