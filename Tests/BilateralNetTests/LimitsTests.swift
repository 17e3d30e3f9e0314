import BilateralNet
import Testing

/// The figures that are promised; that they are kept is shown with smaller ones elsewhere.
@Suite struct LimitsTests {
  @Test(
    "S-24 S-27 S-37 a handshake and a head have 15 seconds, stopping takes less; S-29 bodies have a limit of their own"
  )
  func figures() {
    #expect(TransportLimits().handshake == .seconds(15))
    let limits = HTTPLimits()
    #expect(limits.headTime == .seconds(15))
    #expect(limits.minimumBodyRate == 512 && limits.bodyWindow == .seconds(10))
    #expect(limits.drainTime + TransportLimits().linger < .seconds(15))
    #expect(limits.headSize == 16_384 && limits.bodySize == 1 << 20)
  }

  @Test("S-28 as many connections are let in as a partner's servers need, not more of one address")
  func connections() {
    #expect(HTTPLimits().connections >= 10_000)
    #expect(HTTPLimits().connectionsPerAddress <= HTTPLimits().connections / 10)
    #expect(ConnectionLimits().handshakes <= 1000 && ConnectionLimits().handshakesWaiting <= 500)
  }
}
