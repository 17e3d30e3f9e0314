import Bilateral
import BilateralBase
import BilateralNet
import BilateralTesting
import BilateralTestTools
import Synchronization
import Testing

@Suite struct ControlStepsTests {
  func lines(_ response: HTTPResponse) async throws -> [JSON] {
    guard case .stream(let stream) = response.content else { return [] }
    let bytes = Mutex<[UInt8]>([])
    try await stream.write(HTTPResponseWriter { part in bytes.withLock { $0 += part } })
    return try bytes.withLock { $0 }.split(separator: 0x0A).map { try JSON.parse(Array($0)) }
  }

  @Test("a verb's steps come in order, its result last")
  func order() async throws {
    let lines = try await lines(
      .steps { steps in
        steps.step("one", ok: true, detail: "fine")
        steps.step("two", ok: nil)
        steps.progress("locations", done: 3, total: nil)
        return ControlReply("done", [.init("version", "2.2.1")])
      })
    #expect(lines.map { $0["type"]?.string } == ["step", "step", "progress", "result"])
    #expect(lines[1]["ok"] == .null)
    #expect(lines.last?["ok"] == .bool(true))
    #expect(lines.last?["version"]?.string == "2.2.1")
  }

  @Test("a heartbeat comes each time a pause has passed while the verb works")
  func heartbeat() async throws {
    let clock = TestClock()
    let lines = try await lines(
      .steps(heartbeat: .seconds(5), clock: clock) { _ in
        for _ in 1...2 {
          await clock.sleepers(atLeast: 1)
          clock.advance(by: .seconds(5))
        }
        await clock.sleepers(atLeast: 1)
        return ControlReply("done")
      })
    #expect(lines.map { $0["type"]?.string } == ["heartbeat", "heartbeat", "result"])
  }

  @Test("an error of a verb becomes its result, with the exit code of the command line")
  func failure() async throws {
    let lines = try await lines(
      .steps { _ in throw OCPIFailure(.credentialsRefused(http: 401), "the partner refused our token") })
    #expect(lines.last?["ok"] == .bool(false))
    #expect(lines.last?["exit"]?.int == 4)
    #expect(lines.last?["error"]?["code"]?.string == "BR103")
  }

  @Test(
    "each kind of failure has its exit code",
    arguments: [
      (OCPIFailure(.unreachable(.resolve), ""), 3), (OCPIFailure(.timedOut, ""), 3),
      (OCPIFailure(.refused(http: 200, status: .unsupportedVersion), ""), 4),
      (OCPIFailure(.againstProtocol, ""), 5), (OCPIFailure(.foreignOrigin, ""), 5),
      (OCPIFailure(.notConnected, ""), 6),
    ] as [(OCPIFailure, Int)])
  func exits(_ failure: OCPIFailure, _ exit: Int) { #expect(ControlFailure(failure).exit == exit) }
}
