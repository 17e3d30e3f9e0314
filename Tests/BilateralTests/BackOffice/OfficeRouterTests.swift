import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import Testing

@Suite struct OfficeRouterTests {
  @Test("S-06 without the right token there is nothing but the same 401")
  func tokens() async throws {
    let office = try await Office.start()
    let missing = try await office.send(.get, "/partners", token: nil)
    let wrong = try await office.send(.get, "/partners", token: "wrong")
    #expect(missing.status == 401)
    #expect(missing.code == "BR401")
    #expect(wrong.text == missing.text)
    #expect(wrong.response.fields["WWW-Authenticate"] == "Bearer")
    #expect(try await office.send(.get, "/partners").status == 200)
    await office.stop()
  }

  @Test("S-07 an address that keeps guessing has to wait, the right token still works")
  func guessing() async throws {
    let office = try await Office.start()
    let router = OfficeRouter(commons: office.commons, key: .bearer("right", elapsed: { .zero }))
    var request = try Office.request("GET /partners HTTP/1.1", fields: [.authorization: "Bearer wrong"])
    var answers: [HTTPResponse] = []
    for _ in 0..<30 { answers.append(await router.answer(request)) }
    #expect(answers.first?.status == .unauthorized)
    #expect(answers.last?.status == .tooManyRequests)
    #expect(answers.last?.fields[.retryAfter] != nil)
    request.fields.set(.authorization, "bearer  right")
    #expect(await router.answer(request).status == .ok)
    let shut = OfficeRouter(commons: office.commons, key: .bearer(nil, elapsed: { .zero }))
    #expect(await shut.answer(request).status == .unauthorized)
    await office.stop()
  }

  @Test(
    "health, readiness, metrics and the page need no token on this machine",
    arguments: [
      ("/healthz", "ok"), ("/readyz", "ready"), ("/metrics", "bilateral_events_newest"), ("/", "Nordic Volt"),
    ])
  func open(_ path: String, _ word: String) async throws {
    let office = try await Office.start()
    let answer = try await office.send(.get, path, token: nil)
    #expect(answer.status == 200)
    #expect(answer.text.contains(word))
    await office.stop()
  }

  @Test("addresses and methods that do not exist, and bodies that are too large, are answered in JSON")
  func frameErrors() async throws {
    let office = try await Office.start()
    let nowhere = try await office.send(.get, "/nowhere")
    #expect(nowhere.status == 404)
    #expect(nowhere.code == "BR404")
    let method = try await office.send(.post, "/events")
    #expect(method.status == 405)
    #expect(method.code == "BR405")
    #expect(method.response.fields[.allow] == "GET, HEAD")
    let large = try await office.send(
      .put, "/own/locations/DE/NVO/L1", String(repeating: " ", count: (4 << 20) + 1))
    #expect(large.status == 413)
    #expect(large.code == "BR413")
    await office.stop()
  }

  @Test("S-35 a store that is busy means 503 with the time to wait, a broken one is our fault")
  func storeErrors() {
    let busy = OfficeError(StoreError(.busy, "too many writes are waiting")).response
    #expect(busy.status == .serviceUnavailable)
    #expect(busy.fields[.retryAfter] == "1")
    #expect(OfficeError(StoreError(.full, "the disk is full")).response.status == .serviceUnavailable)
    #expect(OfficeError(StoreError(.broken, "the file is broken")).response.status == .internalServerError)
  }
}
