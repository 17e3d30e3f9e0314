import BilateralNet
import Testing

@testable import Bilateral

/// The addresses that we tell a partner as ours.
@Suite struct OwnAddressTests {
  @Test(
    arguments: [
      ("", "https://volt.example/ocpi"),
      (
        "our_versions_url = \"https://10.1.2.3:8443/roaming/ocpi/versions\"",
        "https://10.1.2.3:8443/roaming/ocpi"
      ),
      ("our_versions_url = \"https://volt.internal/versions/\"", "https://volt.internal/"),
      ("our_versions_url = \"https://volt.example/gateway\"", "https://volt.example/ocpi"),
    ])
  func `a partner that reaches us elsewhere is told addresses there`(_ line: String, _ base: String)
    async throws
  {
    let house = try await PublishHouse(["acme": Sample.partner("acme", line)])
    let link = try house.link("acme")
    #expect(house.commons.publicURL(for: link)?.description == base)
    house.close()
  }
}
