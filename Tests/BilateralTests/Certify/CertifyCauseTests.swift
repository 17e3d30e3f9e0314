import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import BilateralTerms
import Testing

@testable import Bilateral

/// What is told once: which check an answer belongs to, and what is no fault of the partner's.
@Suite struct CertifyCauseTests {
  private func answer(
    _ ask: CertifyAsk, _ status: Int, _ body: String = "", _ fields: [HTTPFieldName: String] = [:]
  ) -> CertifyAnswer {
    var head = HTTPFields()
    for (name, value) in fields { head.set(name, value) }
    var answer = CertifyAnswer(ask, url: "https://acme.example/ocpi")
    answer.take(status, head, Array(body.utf8))
    return answer
  }

  private let list = CertifyAsk(.get, .module(.locations, .sender))

  @Test func `an answer that leaves nothing to judge belongs to the one check that names why`() throws {
    let good = "{\"data\":[],\"status_code\":1000,\"timestamp\":\"2026-06-01T08:00:00Z\"}"
    #expect(answer(list, 200, good).cause == nil)
    #expect(answer(list, 404, good).cause == nil)
    #expect(answer(list, 307).cause == "TRN-21")
    #expect(answer(list, 500).cause == "ENV-16")
    #expect(answer(list, 200, "<html>").cause == "ENV-01")
    #expect(answer(list, 200).cause == "ENV-02")
    #expect(answer(list, 200, "x", ["Content-Encoding": "gzip"]).cause == "TRN-20")
    #expect(answer(list, 200, "{\"status_code\":2001}").cause == "ENV-17")
    #expect(answer(list, 200, "{\"data\":{},\"status_code\":1000}").cause == "ENV-10")
    var hostile = CertifyAsk(.put, .module(.tokens, .receiver))
    #expect(answer(hostile, 200).cause == "ENV-02")
    hostile.turn = CertifyAsk.hostile
    #expect(answer(hostile, 200).cause == nil, "that it was taken is what counts")
    #expect(answer(hostile, 307).cause == "TRN-21")
    var silent = CertifyAnswer(list, url: "")
    silent.failure = OCPIFailure(.timedOut, "no answer within 10 s")
    #expect(silent.cause == "TRN-19")
  }

  @Test func `TR-91 a redirect of an address that nobody announced is no redirect of the partner's`() throws {
    let guess = CertifyAsk(.get, .address("https://acme.example/ocpi/versions/"), turn: CertifyAsk.guess)
    #expect(answer(guess, 307).cause == nil)
  }

  @Test func `who says 501, or when to come again, is not broken`() throws {
    #expect(answer(list, 500).isBreakdown)
    #expect(answer(list, 503).isBreakdown)
    #expect(!answer(list, 501).isBreakdown)
    #expect(!answer(list, 503, "", [.retryAfter: "1"]).isBreakdown)
  }

  @Test func `TR-16 one object in a list of one is still that object`() throws {
    let ask = CertifyAsk(.get, .module(.tokens, .receiver), ["NL", "ACM", "1"])
    func single(_ data: String) -> JSON? {
      answer(ask, 200, "{\"data\":\(data),\"status_code\":1000}").single
    }
    #expect(single("{\"uid\":\"1\"}")?["uid"]?.string == "1")
    #expect(single("[{\"uid\":\"1\"}]")?["uid"]?.string == "1")
    #expect(single("[]") == nil)
    #expect(single("[{},{}]") == nil)
    #expect(single("[1]") == nil)
  }

  @Test func `a check names as its cause only checks that come before it`() {
    let order = CertifyCheck.all.filter { !$0.isLast } + CertifyCheck.all.filter(\.isLast)
    for (place, check) in order.enumerated() {
      for cause in check.causes {
        #expect(order.prefix(place).contains { $0.id == cause }, "\(check.id) names \(cause)")
      }
    }
  }

  @Test
  func `TR-02 before a version is agreed no form of the token is wrong, and glued addresses are counted`()
    throws
  {
    var habits = InboundHabits()
    let head = try HTTPRequestHead(firstLine: Array("GET /ocpi/versions HTTP/1.1".utf8))
    let request = HTTPRequest(
      head, peer: PeerIdentity(), parameters: HTTPParameters(), body: HTTPRequestBody([]))
    habits.note(request, OCPIAddress(), .raw, nil)
    #expect(habits.chances[.tokenForm] == nil && habits.chances[.strayAddress] == 1)
    habits.note(request, OCPIAddress(), .raw, .v2_2_1)
    #expect(habits.lapses[.tokenForm] == 1 && habits.lapses[.strayAddress] == nil)
    habits.noteStray(request)
    #expect(habits.lapses[.strayAddress] == 1)
    #expect(habits.examples[.strayAddress] == "GET /ocpi/versions")
  }
}
