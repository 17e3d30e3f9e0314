import Bilateral
import BilateralNet
import Testing

@Suite struct InboundCrowdTests {
  @Test
  func `slow requests of a partner are limited, another's are not, and room returns with each that leaves`() {
    let crowd = InboundCrowd()
    for _ in 0..<InboundCrowd.limit { #expect(crowd.enter("flood", at: .zero) == .serve(after: .zero)) }
    #expect(crowd.enter("flood", at: .zero) == .refuse)
    #expect(crowd.enter("calm", at: .zero) == .serve(after: .zero))
    crowd.leave("flood")
    #expect(crowd.enter("flood", at: .zero) == .serve(after: .zero))
  }

  @Test func `a burst is served, what exceeds the rate waits its turn, what is far ahead is refused`() {
    let crowd = InboundCrowd()
    for _ in 0..<InboundCrowd.burst {
      #expect(crowd.enter("flood", at: .zero) == .serve(after: .zero))
      crowd.leave("flood")
    }
    #expect(crowd.enter("flood", at: .zero) == .serve(after: .milliseconds(1)))
    for _ in 0..<498 { _ = crowd.enter("flood", at: .zero) }
    #expect(crowd.enter("flood", at: .zero) == .serve(after: .milliseconds(500)))
    #expect(crowd.enter("flood", at: .zero) == .refuse)
    #expect(crowd.enter("flood", at: .seconds(2)) == .serve(after: .zero))
  }

  @Test("TR-92 the refusal is 429 with Retry-After")
  func refusal() {
    let reply = OCPIRefusal.tooMany("slow down").reply
    #expect(reply.http == .tooManyRequests)
    #expect(reply.fields[.retryAfter] == "1")
  }
}
