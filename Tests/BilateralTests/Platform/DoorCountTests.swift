import Bilateral
import BilateralBase
import BilateralNet
import BilateralTesting
import Testing

@Suite struct DoorCountTests {
  @Test("S-20 S-24 a connection whose handshake fails is counted, since no request of it can be logged")
  func handshakes() async throws {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: TestFleet.makeCertificates())
    let side = try await TestSide.start(fleet)
    let group = try EventLoopGroup(count: 1)
    let client = HTTPClient(on: group.next(), plain: Dialer(policy: .any), secure: nil)
    let plain = try HTTPURL("http://\(side.listening.partners)/ocpi/versions")
    await #expect(throws: (any Error).self) { try await client.send(HTTPClientRequest(.get, plain)) }
    let text = side.platform.commons.surroundings.metrics.exposition
    #expect(text.contains(#"bilateral_connections_refused_total{reason="handshake"}"#))
    client.close()
    group.stop()
    await side.stop()
    fleet.remove()
  }
}
