package import Bilateral
package import BilateralModel
package import BilateralStore

/// Two platforms that know each other by one partner file each: a CPO (DE-NVO) and an eMSP (NL-ACM).
///
/// The CPO invites, the eMSP starts. Nothing is registered yet.
package struct TestPair: Sendable {
  /// The charge point operator; knows the eMSP as "acme".
  package let cpo: TestSide
  /// The mobility service provider; knows the CPO as "volt".
  package let emsp: TestSide

  /// What the partner files say beyond the minimum: TOML lines appended to the CPO's and to the eMSP's file.
  package struct Terms: Sendable {
    package var ofCPO: String
    package var ofEMSP: String

    package init(ofCPO: String = Terms.sell, ofEMSP: String = "") {
      self.ofCPO = ofCPO
      self.ofEMSP = ofEMSP
    }

    /// Nothing flows by itself, so that a test sees every call and no loop uses a token first.
    package static let quiet: Terms = {
      let modules = ["locations", "tariffs", "tokens", "sessions", "cdrs"]
      let off = modules.map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()
      return Terms(ofCPO: off, ofEMSP: off)
    }()

    /// Quiet, and a token ends in the moment its successor is used.
    package static let abrupt: Terms = {
      let overlap = "token_overlap = \"0 s\"\n"
      return Terms(ofCPO: overlap + quiet.ofCPO, ofEMSP: overlap + quiet.ofEMSP)
    }()

    /// Eight percent off the list "adhoc".
    package static let sell = """
      [pricing.sell]
      base = "adhoc"
      discount = "8 %"
      """
  }

  /// Starts both, each pinned to the version; what they send to each other goes through a proxy when there is one.
  package static func start(
    in version: OCPIVersion = .v2_2_1, terms: Terms = Terms(), cpoStore: StoreOptions = StoreOptions(),
    emspStore: StoreOptions = StoreOptions(),
    through proxy: MessageProxy? = nil,
    surroundings: @Sendable () -> Surroundings = { .system(log: .silent) }
  ) async throws -> TestPair {
    let maker = try TestFleet.makeCertificates()
    let cpoFleet = try TestFleet("Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: maker)
    try cpoFleet.partner("acme", pinned(acme, to: version) + terms.ofCPO + "\n")
    try cpoFleet.write("tariffs/adhoc.json", priceList)
    if let proxy { try cpoFleet.announce(try proxy.open("cpo", folder: cpoFleet.folder)) }
    let cpo = try await TestSide.start(cpoFleet, store: cpoStore, surroundings: surroundings())
    proxy?.lead("cpo", to: cpo.listening.partners)
    let emspFleet = try TestFleet("ACME Mobility", parties: ["NL-ACM:EMSP"], certificatesBy: maker)
    let volt = pinned(volt("\(cpo.listening.publicURL)/versions"), to: version)
    try emspFleet.partner("volt", volt + terms.ofEMSP + "\n")
    if let proxy { try emspFleet.announce(try proxy.open("emsp", folder: emspFleet.folder)) }
    let emsp = try await TestSide.start(emspFleet, store: emspStore, surroundings: surroundings())
    proxy?.lead("emsp", to: emsp.listening.partners)
    return TestPair(cpo: cpo, emsp: emsp)
  }

  /// Stops both and removes their folders.
  package func stop() async {
    await cpo.stop()
    await emsp.stop()
    cpo.fleet.remove()
    emsp.fleet.remove()
  }

  /// A partner file that accepts one version only.
  package static func pinned(_ file: String, to version: OCPIVersion) -> String {
    file.replacing("[connection]\n", with: "[connection]\nversion_policy = \"pin \(version)\"\n")
  }

  /// The CPO's file for the eMSP.
  package static let acme = """
    schema = "bilateral/1"
    id = "acme"
    name = "ACME Mobility B.V."
    status = "test"
    [them]
    roles = ["NL-ACM:EMSP"]
    [connection]
    registration = "they-start"
    [security]
    ca_bundle = "tls/ca.pem"

    """

  /// The eMSP's file for the CPO.
  package static func volt(_ versionsURL: String) -> String {
    """
    schema = "bilateral/1"
    id = "volt"
    name = "Nordic Volt AB"
    status = "test"
    [them]
    roles = ["DE-NVO:CPO"]
    [connection]
    versions_url = "\(versionsURL)"
    [security]
    ca_bundle = "tls/ca.pem"

    """
  }

  /// A price list of one tariff, taxes excluded.
  package static let priceList = """
    [{"country_code":"DE","party_id":"NVO","id":"AC-1","currency":"EUR","tax_included":"NO",
      "elements":[{"price_components":[{"type":"ENERGY","price":0.59,"vat":19.0,"step_size":1}]}],
      "last_updated":"2026-01-01T00:00:00Z"}]
    """
}
