import BilateralBase
import BilateralTerms
import Testing

@Suite struct ProfileAndVATTests {
  private func codes(_ more: String, head: String = TermsTests.head) -> [String] {
    PartnerFile.read(bytes: Array((head + more).utf8), file: "acme.toml").findings.map(\.code)
  }

  @Test(arguments: [
    ("NL", "NL001234567B01", true), ("NL", "NL001234567801", false), ("DE", "DE123456789", true),
    ("DE", "DE12345678", false), ("AT", "ATU12345678", true), ("AT", "AT12345678", false),
    ("SE", "SE556000000001", true), ("GR", "EL123456789", true), ("GR", "GR123456789", false),
    ("FR", "FR XX 999 999 999", true), ("CH", "CHE-123.456.789 MWST", true), ("NO", "NO123456789MVA", true),
    ("SE", "DE123456789", true), ("DE", "123456789", false), ("US", "12-3456789", true),
    ("IE", "IE1234567FA", true),
    ("GB", "GB123456789", true), ("GB", "", false), ("ES", "ESB12345678", true), ("RO", "RO12345", true),
  ])
  func `a VAT number has the form of its country`(_ country: String, _ number: String, _ isSound: Bool) {
    let entity = "[[them.entity]]\ncountry = \"\(country)\"\nvat_id = \"\(number)\"\n"
    let found = codes(entity)
    #expect(found.isEmpty == isSound, "\(found)")
  }

  @Test(arguments: [
    ("SE SE556000000001", "NL NL001234567B01", "reverse-charge", true),
    ("SE SE556000000001", "NL NL001234567B01", "domestic", false),
    ("SE NL009876543B01", "NL NL001234567B01", "domestic", true),
    ("DE DE111111111", "DE DE123456789", "reverse-charge", true),
    ("NL NL009876543B01", "NL NL001234567B01", "reverse-charge", false),
    ("NL NL009876543B01", "NL NL001234567B01", "domestic", true),
    ("SE SE556000000001", "NL ", "reverse-charge", false),
    ("SE SE556000000001", "NL NL001234567B01", "oss", false),
    ("SE SE556000000001", "NL NL001234567B01", "none", false), ("US ", "US ", "none", true),
  ])
  func `a VAT treatment fits the countries of both sides`(
    _ ours: String, _ theirs: String, _ treatment: String, _ isPossible: Bool
  ) {
    func entity(_ side: String, _ text: String) -> String {
      let parts = text.split(separator: " ", omittingEmptySubsequences: false)
      let number = parts[1].isEmpty ? "" : "vat_id = \"\(parts[1])\"\n"
      return "[[\(side).entity]]\ncountry = \"\(parts[0])\"\n\(number)"
    }
    let text =
      "\(entity("us", ours))\(entity("them", theirs))[settlement]\nvat_treatment = \"\(treatment)\"\n"
    #expect(codes(text) == (isPossible ? [] : ["BT181"]))
    let proof = text + "vat_proof = \"ruling of 2026-01-02\"\n"
    let isLost = treatment == "oss" || (treatment == "reverse-charge" && theirs == "NL ")
    #expect(codes(proof) == (isLost ? ["BT181"] : []))
  }

  @Test(arguments: [("ops", [String]()), ("opps", ["partnerctl.toml has no [channels.opps]"])])
  func `an alarm names a channel that is there`(_ name: String, _ words: [String]) throws {
    let rule = "[[service_level.alarms]]\nchannel = \"\(name)\"\n"
    let ours = """
      schema = "bilateral-fleet/1"
      env = "test"
      [us]
      name = "Nordic Volt"
      parties = ["DE-NVO:CPO"]
      [channels.ops]
      webhook = "https://ops.example/hook"

      """
    let fleet = FleetFile.read(bytes: Array(ours.utf8), file: "partnerctl.toml")
    #expect(fleet.findings.isEmpty)
    let read = PartnerFile.read(
      bytes: Array((TermsTests.head + rule).utf8), file: "acme.toml", fleet: fleet.file)
    #expect(read.findings.filter { $0.code == "BT193" }.map(\.message) == words)
    #expect(read.file != nil, "a channel that is gone does not stop a partner")
    let own = rule.replacing("service_level.", with: "")
    let general = FleetFile.read(bytes: Array((ours + own).utf8), file: "partnerctl.toml").findings
    #expect(general.map(\.message) == words && general.allSatisfy { $0.severity == .warning })
  }

  @Test(arguments: [
    ("[compliance]\nprofiles = [\"afir-cpo\"]\n[sync.locations]\nstatus_freshness = \"2 min\"\n", "BT201"),
    ("[compliance]\nprofiles = [\"afir-msp\"]\n[sync.locations]\nstatus_freshness = \"60 s\"\n", ""),
    ("[compliance]\nprofiles = [\"pcpr-uk\"]\n[sync.locations]\nstatus_freshness = \"60 s\"\n", "BT203"),
    ("[compliance]\nprofiles = [\"afir-cpo\"]\n[share]\nhide_fields = [\"operator\"]\n", "BT205"),
    ("[share]\nhide_fields = [\"operator\"]\n", ""),
    (
      "[compliance]\nprofiles = [\"eichrecht-de\"]\n[pricing.sell]\nadd = { time = \"0.10 EUR/min\" }\n",
      "BT202"
    ),
    ("[compliance]\nprofiles = [\"nevi-us\"]\n[service_level]\nuptime = \"95 %\"\n", "BT204"),
    ("[sync.locations]\nstatus_freshness = \"1 s\"\n", "BT125"),
    ("[contacts]\nfinance = { email = \"jan@gmail.com\" }\n", "BT192"),
    ("[agreement]\ndocument_sha256 = \"abc\"\n", "BT106"),
  ])
  func `profiles and contacts are checked`(_ text: String, _ code: String) {
    #expect(codes(text).joined(separator: " ") == code)
  }

  @Test func `terms in force stay so when a newer check objects to them`() {
    let text = TermsTests.head + "[[them.entity]]\ncountry = \"DE\"\nvat_id = \"123\"\n"
    let bytes = Array(text.utf8)
    #expect(PartnerFile.read(bytes: bytes, file: "acme.toml").file == nil)
    #expect(PartnerFile.read(bytes: bytes, file: "acme.toml", isInForce: true).file != nil)
    let broken = Array((text + "nonsense = 1\n").utf8)
    #expect(PartnerFile.read(bytes: broken, file: "acme.toml", isInForce: true).file == nil)
  }
}
