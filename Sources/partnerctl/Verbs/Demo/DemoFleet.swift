import BilateralBase
import BilateralCrypto

/// Writes the fleet folder of one side of the demonstration.
struct DemoFleet: Sendable {
  /// Where.
  let folder: FleetFolder

  /// Our side's file, certificate, secrets and folders.
  /// - Parameters:
  ///   - name: the business name.
  ///   - party: the one party with its role, such as `DE-NVO:CPO`.
  ///   - maker: issues the certificate; both sides trust its authority.
  /// - Throws: exit 73 when it cannot be written, 70 when no certificate can be made.
  func make(name: String, party: String, certificatesBy maker: CertificateMaker) throws(Failure) {
    for part in ["partners", "tariffs", "tls"] { try FileSystem.makeFolder(folder.path(part)) }
    let pair = try Self.certificate(name, by: maker)
    try write("tls/ca.pem", maker.authority.certificate)
    try write("tls/cert.pem", pair.certificate)
    let random = SecureRandom()
    try keep("tls/key", pair.key)
    try keep("store/key", Array(Base64.encode(SealingKey.makeKeyBytes(from: random)).utf8))
    try keep("backoffice/token", Array(Hex.encode(random.bytes(32)).utf8))
    try write("partnerctl.toml", Array(Self.ours(name, party).utf8))
  }

  /// An authority for one run.
  static func makeAuthority() throws(Failure) -> CertificateMaker {
    do {
      return try CertificateMaker(authority: request("Bilateral demonstration"))
    } catch {
      throw Failure(.fault, "\(error)")
    }
  }

  private static func certificate(_ name: String, by maker: CertificateMaker) throws(Failure) -> KeyPair {
    do {
      return try maker.issue(request(name).onLoopback)
    } catch {
      throw Failure(.fault, "\(error)")
    }
  }

  private static func request(_ name: String) -> CertificateMaker.Request {
    CertificateMaker.Request(name: name, days: 7)
  }

  /// Writes a file of the folder.
  func write(_ name: String, _ bytes: [UInt8]) throws(Failure) {
    try FileSystem.write(bytes, to: folder.path(name))
  }

  /// Writes a text file of the folder.
  func write(_ name: String, _ text: String) throws(Failure) { try write(name, Array(text.utf8)) }

  private func keep(_ text: String, _ value: [UInt8]) throws(Failure) {
    guard let name = SecretName(text) else { throw Failure(.fault, "\(text) names no secret") }
    try SecretStore(fleet: folder).set(name, to: value)
  }

  private static func ours(_ name: String, _ party: String) -> String {
    """
    # \(name): our side. Port 0 lets the kernel choose a free one.
    schema = "bilateral-fleet/1"
    env    = "test"

    [us]
    name    = "\(name)"
    parties = ["\(party)"]

    [server]
    listen      = "127.0.0.1:0"
    public_url  = "https://127.0.0.1:0/ocpi"
    certificate = "file:tls/cert.pem"
    key         = "secret:tls/key"

    [backoffice]
    listen = "127.0.0.1:0"
    token  = "secret:backoffice/token"

    [store]
    key = "secret:store/key"

    """
  }
}

/// The files in which the two sides of the demonstration describe each other.
enum DemoFiles {
  /// The operator's file for the provider: eight percent off the list, the provider starts.
  static let acme = """
    # ACME Mobility, a mobility provider: its drivers charge at our stations.
    schema = "bilateral/1"
    id     = "acme"
    name   = "ACME Mobility B.V."
    status = "test"

    [them]
    roles = ["NL-ACM:EMSP"]

    [connection]
    registration = "they-start"

    [security]
    ca_bundle = "tls/ca.pem"

    [sync.locations]
    mode     = "push"
    debounce = "100 ms"

    [sync.tokens]
    mode = "pull"

    [authorization]
    mode = "realtime"

    [pricing.sell]
    base     = "adhoc"
    discount = "8 %"

    """

  /// The provider's file for the operator, whose address is known once it listens.
  static func volt(_ versionsURL: String) -> String {
    """
    # Nordic Volt operates charge points: our drivers charge at its stations.
    schema = "bilateral/1"
    id     = "volt"
    name   = "Nordic Volt AB"
    status = "test"

    [them]
    roles = ["DE-NVO:CPO"]

    [connection]
    registration = "we-start"
    versions_url = "\(versionsURL)"

    [security]
    ca_bundle = "tls/ca.pem"

    [sync.locations]
    mode = "pull"

    [sync.tokens]
    mode = "push"

    [pricing.retail]
    base       = "received"
    vat        = "inclusive"
    vat_rates  = { DE = "19 %" }
    min_margin = "0.03 EUR/kWh"

    [[pricing.retail.rule]]
    id         = "app"
    markup     = "12 %"
    add        = { session = "0.39 EUR/session" }
    visible_as = "Roaming service fee"

    """
  }

  /// The operator's price list: two tariffs without tax, referred to by its connectors.
  static let priceList = """
    [
      {"country_code": "DE", "party_id": "NVO", "id": "AC-1", "currency": "EUR", "tax_included": "NO",
       "elements": [{"price_components": [
         {"type": "ENERGY", "price": 0.49, "vat": 19.0, "step_size": 1},
         {"type": "PARKING_TIME", "price": 1.2, "vat": 19.0, "step_size": 60}]}],
       "last_updated": "2026-01-01T00:00:00Z"},
      {"country_code": "DE", "party_id": "NVO", "id": "DC-1", "currency": "EUR", "tax_included": "NO",
       "elements": [{"price_components": [
         {"type": "ENERGY", "price": 0.59, "vat": 19.0, "step_size": 1},
         {"type": "FLAT", "price": 0.35, "vat": 19.0, "step_size": 1}]}],
       "last_updated": "2026-01-01T00:00:00Z"}
    ]

    """
}
