import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import Testing

@Suite struct OurHubCredentialsTests {
  @Test(
    "CR-23 CR-24 a hub shows itself alone in 2.2.1; later it names its party and lists whom it reaches",
    arguments: [
      (OCPIVersion.v2_2_1, ["NL-ACM:EMSP"], ["NL-HUB:HUB"], nil),
      (.v2_3_0, ["NL-ACM:EMSP", "DE-NVO:CPO"], ["NL-ACM:EMSP", "DE-NVO:CPO"], "NLHUB"),
      (.v2_3_0, [], ["NL-HUB:OTHER"], "NLHUB"),
    ])
  func roles(version: OCPIVersion, behind: [String], said: [String], hub: String?) throws {
    let (fleet, findings) = FleetFile.read(
      bytes: Array(
        "schema = \"bilateral-fleet/1\"\nenv = \"test\"\n[us]\nname = \"Hub\"\nparties = [\"NL-HUB:HUB\"]\n"
          .utf8),
      file: "partnerctl.toml")
    let ours = OurCredentials(
      for: try PartnerFiles.file(us: "NL-HUB:HUB"), fleet: try #require(fleet, "\(findings)"),
      versionsURL: try HTTPURL("https://hub.example/ocpi/versions"),
      behind: behind.compactMap { PartyRole($0) })
    let json = try JSON.parse(try ours.json(token: SecretText("t"), version: version))
    let roles = (json["roles"]?.elements ?? []).map {
      "\($0["country_code"]?.string ?? "")-\($0["party_id"]?.string ?? ""):\($0["role"]?.string ?? "")"
    }
    #expect(roles == said)
    #expect(json["hub_party_id"]?.string == hub)
  }
}
