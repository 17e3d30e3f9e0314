import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import BilateralTerms
import Synchronization

/// One platform of ours that meets faulty partners, many at a time, and a canary that nobody may come to.
struct FaultHouse: Sendable {
  let side: TestSide
  let group: EventLoopGroup
  let canary: Canary
  private let met = Guests()

  private final class Guests: Sendable {
    let partners = Mutex<[SimulatedPartner]>([])
  }

  /// The eMSP that pulls from simulated CPOs.
  static func openEMSP() async throws -> FaultHouse { try await open("ACME", "NL-ACM:EMSP") }

  /// The CPO that pushes to simulated eMSPs.
  static func openCPO() async throws -> FaultHouse { try await open("Nordic Volt", "DE-NVO:CPO") }

  private static func open(_ name: String, _ role: String) async throws -> FaultHouse {
    let fleet = try TestFleet(name, parties: [role], certificatesBy: TestFleet.makeCertificates())
    let side = try await TestSide.start(fleet)
    let group = try EventLoopGroup(count: 1)
    return FaultHouse(side: side, group: group, canary: try Canary(on: group))
  }

  /// Every token that was in use in this house: of all partners, both directions, and of the back office.
  var tokens: [String] {
    let memories = met.partners.withLock { $0.map(\.memory) }
    return [TestFleet.officeToken]
      + memories.flatMap { [$0.tokenA] + $0.sessions + ($0.theirToken.map { [$0] } ?? []) }
  }

  func close() async {
    await side.stop()
    side.fleet.remove()
    canary.close()
    group.stop()
  }

  /// A partner with a fault and its file in our fleet; parties are told apart by `number`.
  func meet(
    _ fault: SimulatedFault?, _ number: Int, as role: RoleName, terms: String, sync: String,
    id: String? = nil,
    in version: OCPIVersion = .v2_2_1
  )
    throws -> SimulatedPartner
  {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ").map(String.init)
    let party = letters[number / 676 % 26] + letters[number / 26 % 26] + letters[number % 26]
    guard let role = PartyRole("FR-\(party):\(role)") else { throw CancellationError() }
    var plan = SimulatedPlan(role)
    plan.id = id ?? fault?.id ?? "faultless"
    plan.evses = 8
    plan.version = version
    plan.faults = fault.flatMap { FaultUse($0.id) }.map { [$0] } ?? []
    plan.canary = canary.origin
    plan.authorities = side.fleet.authority.certificate
    plan.trustsSystem = false
    let partner = try SimulatedPartner(plan, on: group)
    met.partners.withLock { $0.append(partner) }
    let authority = "tls/\(plan.id).pem"
    if let bytes = partner.authority { try side.fleet.write(authority, bytes) }
    // Without TLS any authority will do, and the system's many take long to load.
    let file = partner.partnerFile(authorityFile: partner.authority == nil ? "tls/ca.pem" : authority)
    try side.fleet.partner(plan.id, file.replacing("[connection]\n", with: "[connection]\n\(terms)") + sync)
    try side.fleet.secret(partner.secretName, Array(partner.tokenA.utf8))
    return partner
  }

  /// Registers; the code it ended with, or nil.
  func register(_ partner: SimulatedPartner) async -> String? {
    var registrar = side.platform.registrar
    registrar.patience = 0
    let id = partner.plan.id
    return await controlFailure { try await registrar.register(id, update: false, telling: .silent) }?.code
  }

  /// Invites, and lets the partner register with us; the code it ended with, or nil.
  func invite(_ partner: SimulatedPartner) async -> String? {
    let reply = try? await side.platform.invitation.invite(partner.plan.id)
    guard let reply, let url = reply.text("versions_url"), let token = reply.text("token") else {
      return "no invitation"
    }
    return await partner.register(at: url, tokenA: token) ? nil : "not registered"
  }

  /// A client for a simulated partner's own calls to us.
  func client(connections: Int) throws -> HTTPClient {
    var configuration = TLSConfiguration()
    configuration.authorities = .only(side.fleet.authority.certificate)
    let tls = TLSContextBox(try TLSContext(configuration, role: .client))
    var limits = HTTPLimits()
    limits.connectionsPerOrigin = connections
    return HTTPClient(
      on: group.next(), plain: nil, secure: Dialer(policy: .any, tls: tls), limits: limits)
  }

  /// Pulls its locations.
  func pull(_ partner: SimulatedPartner, _ kind: SyncSchedule.Kind) async -> PullReport {
    await PullStep<Location>(side.link(partner.plan.id), side.platform.commons).syncOnce(kind)
  }
}

extension ControlReply {
  fileprivate func text(_ name: String) -> String? { members.first { $0.name == name }?.value.string }
}
