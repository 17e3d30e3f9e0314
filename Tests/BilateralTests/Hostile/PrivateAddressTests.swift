import Bilateral
import BilateralBase
import BilateralNet
import BilateralTerms
import BilateralTesting
import Testing

/// Which addresses a fleet reaches, by its environment and by the partner's file.
@Suite struct PrivateAddressTests {
  private func maker(_ environment: FleetFile.Environment, _ house: PublishHouse) -> LinkMaker {
    LinkMaker(
      folder: house.folder, environment: environment, vault: house.commons.vault, group: house.platform.group,
      surroundings: house.commons.surroundings, dialects: house.commons.dialects)
  }

  @Test(
    "S-18 a production fleet reaches what is public and what the partner's file allows, a test fleet everything"
  )
  func policies() async throws {
    let house = try await PublishHouse([:])
    let plain = try PartnerFiles.file(versionsURL: "https://acme.example/versions")
    let ranges = "[security]\nallow_private = [\"10.1.0.0/16\", \"fd00::/8\"]"
    let allowing = try PartnerFiles.file(versionsURL: "https://acme.example/versions", more: ranges)
    func reaches(_ file: PartnerFile, _ environment: FleetFile.Environment, _ address: String) throws -> Bool
    {
      let ip = try #require(IPAddress(address))
      return try maker(environment, house).dialer(for: file).policy.refusal(of: .ip(ip, port: 443)) == nil
    }
    for address in ["127.0.0.1", "10.1.2.3", "fd00::1", "169.254.169.254", "::ffff:10.1.2.3"] {
      #expect(try !reaches(plain, .prod, address), "\(address)")
      #expect(try reaches(plain, .test, address), "\(address)")
    }
    for address in ["10.1.2.3", "fd00::1", "::ffff:10.1.2.3", "93.184.216.34"] {
      #expect(try reaches(allowing, .prod, address), "\(address)")
    }
    for address in ["10.2.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1"] {
      #expect(try !reaches(allowing, .prod, address), "\(address)")
    }
    house.close()
  }

  @Test(
    "S-18 S-19 S-15 a partner in production that registers from our own machine is not called, however it spells that",
    arguments: [
      "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost",
    ])
  func ownMachine(host: String) async throws {
    let house = try await PublishHouse([:])
    let group = try EventLoopGroup(count: 1)
    let canary = try Canary(on: group, at: 0x7f00_0001)
    let port = try #require(canary.origin.split(separator: ":").last)
    let url = try HTTPURL("https://\(host):\(port)/ocpi/versions")
    let file = try PartnerFiles.file()
    let client = try maker(.prod, house).client(for: file, announced: "\(url)")
    let failure = await #expect(throws: OCPIFailure.self) {
      _ = try await client.call(OCPIRequest(.get, url), token: SecretText("their-token"), form: .base64)
    }
    #expect(failure?.message.contains("allow_private") == true, "\(failure as Any)")
    #expect(canary.visits == 0)
    let plain = try HTTPURL("http://\(host):\(port)/ocpi/versions")
    let other = try maker(.prod, house).client(for: file, announced: "\(plain)")
    await #expect(throws: OCPIFailure.self) {
      _ = try await other.call(OCPIRequest(.get, plain), token: SecretText("their-token"), form: .base64)
    }
    #expect(canary.visits == 0, "without TLS nobody is called in production at all")
    client.close()
    other.close()
    canary.close()
    group.stop()
    house.close()
  }
}
