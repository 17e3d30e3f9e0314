import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Testing

@Suite struct ExchangeLogTests {
  private func store(_ folder: String, now: Timestamp = WallClock.system.now()) throws -> Store {
    var options = StoreOptions()
    options.clock = .fixed(now)
    return try Store(at: folder + "/exchanges.db", options: options, migrations: Migrations.exchanges)
  }

  private func folder() throws -> String {
    let path = "/tmp/exchange-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private func exchange(_ partner: String, at: Timestamp, body: [UInt8] = []) -> Exchange {
    Exchange(
      at: at, partner: partner, direction: .inbound, module: "locations", method: .put, address: "/x",
      requestFields: ["X-Correlation-ID": "c-\(partner)"], request: body, response: [], http: 200,
      ocpi: 1000, took: .milliseconds(3))
  }

  private func until(_ isThere: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1000 {
      if try await isThere() { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  @Test("both sides keep a registration under the same correlation ids, S-03 without one token in the file")
  func registration() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    let reply = try await pair.cpo.platform.invitation.invite("acme")
    let tokenA = try #require(reply.members.first { $0.name == "token" }?.value.string)
    try pair.emsp.fleet.secret("volt/token-a", Array(tokenA.utf8))
    _ = try await pair.emsp.platform.registrar.register("volt", update: false, telling: .silent)
    let (ours, theirs) = (
      try #require(pair.cpo.platform.exchanges), try #require(pair.emsp.platform.exchanges)
    )
    var filter = ExchangeFilter()
    filter.module = "credentials"
    // Calls are gathered before they are written, but who asks after one finds it.
    let got = try #require(try await ours.list(filter, limit: 10).first)
    let sent = try #require(try await theirs.list(filter, limit: 10).first)
    #expect(got.direction == .inbound && sent.direction == .outbound)
    #expect(got.partner == "acme" && sent.partner == "volt" && got.http == 200 && sent.ocpi == 1000)
    #expect(got.correlation == sent.correlation && got.requestID == sent.requestID)
    #expect(got.request?.contains("\"token\":\"***\"") == true)
    #expect(sent.response?.contains("\"token\":\"***\"") == true)
    filter.module = nil
    filter.correlation = got.requestID
    #expect(try await ours.list(filter, limit: 10).map(\.seq) == [got.seq])

    let secrets = [
      tokenA, try #require(pair.cpo.link("acme").facts.theirToken).revealed,
      try #require(pair.emsp.link("volt").facts.theirToken).revealed,
    ]
    await pair.cpo.stop()
    await pair.emsp.stop()
    for side in [pair.cpo, pair.emsp] {
      for name in ["exchanges.db", "exchanges.db-wal"] {
        let bytes = (try? side.fleet.bytes("state/test/" + name)) ?? []
        if name == "exchanges.db" { #expect(bytes.count > 4096) }
        let text = String(decoding: bytes, as: UTF8.self)
        for secret in secrets {
          #expect(!text.contains(secret) && !text.contains(Base64.encode(Array(secret.utf8))))
        }
      }
      side.fleet.remove()
    }
  }

  @Test("what comes faster than it is written is dropped and counted, and the rest is told live in order")
  func drops() async throws {
    let path = try folder()
    let (log, now) = (ExchangeLog(try store(path), metrics: MetricRegistry()), WallClock.system.now())
    let live = log.live()
    for number in 0..<(ExchangeLog.queueLimit + 5) { log.take(exchange("p\(number)", at: now)) }
    #expect(log.dropped == 5)
    try await log.flush(LinkTable())
    var reader = live.makeAsyncIterator()
    // A slow reader misses the oldest, not the newest.
    #expect(await reader.next()?.seq == Int64(ExchangeLog.queueLimit) - 999)
    let rows = try await log.list(ExchangeFilter(), limit: 3)
    #expect(rows.map(\.partner) == [2045, 2046, 2047].map { "p\($0)" })
    log.close()
    try FileManager.default.removeItem(atPath: path)
  }

  @Test("the log forgets what is too old, and the oldest when it takes too much of the disk")
  func ring() async throws {
    let path = try folder()
    let now = Timestamp(seconds: 1_800_000_000)
    let log = ExchangeLog(try store(path, now: now), metrics: MetricRegistry())
    let body = Array(repeating: UInt8(ascii: "x"), count: 4000)
    for age in [200, 100, 50, 10] {
      for _ in 0..<100 { log.take(exchange("acme", at: now.adding(seconds: -Int64(age)), body: body)) }
    }
    try await log.flush(LinkTable())
    try await log.trim(keepingSeconds: 120, bytes: 1 << 30)
    #expect(try await log.list(ExchangeFilter(), limit: 1000).count == 300)
    try await log.trim(keepingSeconds: 120, bytes: 0)
    #expect(try await log.list(ExchangeFilter(), limit: 1000).isEmpty)
    log.close()
    try FileManager.default.removeItem(atPath: path)
  }

  @Test(
    "S-03 a stranger shows with where it came from, without its token and bodies, and a flood is cut short")
  func strangers() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    let log = try #require(pair.cpo.platform.exchanges)
    let url = try HTTPURL("\(pair.cpo.listening.publicURL)/2.2.1/credentials")
    let header = TokenForm.base64.header(for: SecretText("mistyped-token-of-somebody"))
    let client = try pair.cpo.makeClient()
    for _ in 0..<(StrangerLog.burst + 5) {
      let answer = try await client.send(
        HTTPClientRequest(
          .post, url, [.authorization: header], body: Array("{\"token\":\"tell-nobody\"}".utf8)))
      #expect(answer.status == .unauthorized)
    }
    var filter = ExchangeFilter()
    filter.partner = StrangerLog.id
    #expect(try await until { try await log.list(filter, limit: 100).count == StrangerLog.burst })
    let row = try #require(try await log.list(filter, limit: 1).first)
    #expect(row.http == 401 && row.level == .warning && row.module == "credentials" && row.requestSize == 23)
    #expect(row.request == nil && row.error?.hasPrefix("unknown token, from 127.0.0.1:") == true)
    await pair.stop()
  }

  @Test(
    "of calls by strangers so many are kept at once and then a few, each with how many before it were not")
  func strangerCount() {
    let log = StrangerLog(now: .zero)
    let kept = (0..<100).compactMap { _ in log.admit(now: .seconds(1)) }
    #expect(kept == Array(repeating: 0, count: StrangerLog.burst))
    #expect(log.admit(now: .seconds(5)) == nil)
    #expect(log.admit(now: .seconds(42)) == 71)
    #expect(log.admit(now: .seconds(42)) == nil || log.admit(now: .seconds(42)) == nil)
  }

  @Test(
    "an exchange is as grave as its answer",
    arguments: [
      (nil, nil, .error), (500, nil, .error), (200, 3001, .error), (200, 2003, .warning),
      (404, 2003, .warning), (401, nil, .warning), (200, 1000, .info),
    ] as [(Int?, Int?, ExchangeRow.Level)])
  func levels(http: Int?, ocpi: Int?, level: ExchangeRow.Level) {
    var some = exchange("acme", at: Timestamp(seconds: 0))
    (some.http, some.ocpi) = (http, ocpi)
    #expect(some.level == level)
  }
}
