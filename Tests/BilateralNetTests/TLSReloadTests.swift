import BilateralNet
import Synchronization
import Testing

@Suite struct TLSReloadTests {
  @Test("S-23 certificates are exchanged twenty times under load without a failed request")
  func reloadUnderLoad() async throws {
    let certificates = try TestCertificates()
    let context = TLSContextBox(try certificates.server(certificates.issue()))
    let served = Served()
    var router = Router()
    router.on(.get, "/") { _ in
      served.count()
      return HTTPResponse(.ok, text: "ok")
    }
    let group = try EventLoopGroup(count: 2)
    defer { group.stop() }
    var limits = HTTPLimits()
    // Few requests a connection, so that many handshakes happen while certificates change.
    limits.requestsPerConnection = 5
    limits.drainTime = .milliseconds(300)
    let server = HTTPServer(router, on: group, limits: limits)
    let port = try server.listen(on: .loopback(), tls: context).port ?? 0
    let url = try HTTPURL("https://localhost:\(port)/")
    let dialer = Dialer(policy: .any, tls: TLSContextBox(try certificates.client()))
    let client = HTTPClient(on: group.next(), plain: nil, secure: dialer)
    let answers = try await withThrowingTaskGroup(of: Int.self) { tasks in
      for _ in 0..<4 {
        tasks.addTask {
          var good = 0
          for _ in 0..<50 where try await client.send(HTTPClientRequest(.get, url)).status == .ok {
            good += 1
          }
          return good
        }
      }
      for turn in 1...20 {
        await served.reached(turn * 8)
        context.replace(with: try certificates.server(certificates.issue()))
      }
      return try await tasks.reduce(0, +)
    }
    #expect(answers == 200)
    client.close()
    await server.drain()
  }
}

/// How many requests a handler has seen, and who waits for a number of them.
private final class Served: Sendable {
  private let state = Mutex(
    (count: 0, waiting: [(at: Int, continuation: CheckedContinuation<Void, Never>)]()))

  func count() {
    let due = state.withLock { state in
      state.count += 1
      let count = state.count
      let due = state.waiting.filter { $0.at <= count }.map(\.continuation)
      state.waiting.removeAll { $0.at <= count }
      return due
    }
    for continuation in due { continuation.resume() }
  }

  func reached(_ number: Int) async {
    await withCheckedContinuation { continuation in
      let isDue = state.withLock { state in
        if state.count < number { state.waiting.append((number, continuation)) }
        return state.count >= number
      }
      if isDue { continuation.resume() }
    }
  }
}
