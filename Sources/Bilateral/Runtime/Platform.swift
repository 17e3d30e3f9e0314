import BilateralBase
import BilateralCrypto
package import BilateralNet
package import BilateralStore
import BilateralTerms
import Foundation
import Synchronization

/// A running platform, and the only place that wires the rooms together.
///
/// Order of life: `open` (fleet, lock, database, links), `run` (listen, loops, until cancelled), then drain: no new
/// connections, open requests end, loops stop at a step boundary, the database closes.
public final class Platform: Sendable {
  /// A platform that cannot start.
  package struct Unusable: Error, CustomStringConvertible {
    package let description: String
    /// The exit code of the command line (cli.md §2).
    package let exit: Int32
    /// What to type next.
    package var help = "partnerctl validate"
  }

  package let commons: Commons
  package let group: EventLoopGroup
  package let loader: LinkLoader
  package let loops: LoopTable
  /// What was said between us and partners; nil when there is no such log, as at rest before the first run.
  package let exchanges: ExchangeLog?
  /// Who may use the back office; exchanged on reload.
  let officeKey: OfficeKey
  /// The certificate that partners see; exchanged on reload without dropping a connection (S-23).
  let serverTLS = Mutex<TLSContextBox?>(nil)

  private init(commons: Commons, group: EventLoopGroup, maker: LinkMaker, exchanges: ExchangeLog?) {
    let surroundings = commons.surroundings
    self.commons = commons
    self.group = group
    self.exchanges = exchanges
    loader = LinkLoader(commons: commons, maker: maker)
    loops = LoopTable(
      supervisor: Supervisor(
        log: surroundings.log, clock: surroundings.clock, random: surroundings.bits))
    officeKey = Self.officeKey(commons)
  }

  /// Opens a fleet folder: reads it, takes the lock, opens the database, makes the links.
  ///
  /// - Throws: `LoadedFleet.Unusable`, `SecretVault.Missing`, or what the store throws (a second runtime: exit 6).
  package static func open(
    _ folder: String, surroundings: Surroundings, store options: StoreOptions = StoreOptions()
  ) async throws -> Platform {
    ignoreBrokenPipes()
    try CutRestore.refuse(folder)
    let fleet = try LoadedFleet.read(folder)
    let vault = SecretVault(folder: folder)
    try makeStateFolder(fleet.stateFolder)
    let sealing = try sealingKey(fleet, vault)
    var options = options
    options.clock = surroundings.wallClock
    tellUpgrade(of: "\(fleet.stateFolder)/bilateral.db", surroundings.log)
    let store = try Store(at: "\(fleet.stateFolder)/bilateral.db", options: options)
    try await RestoreMark.enter(from: fleet.stateFolder, into: store)
    let exchanges = ExchangeLog(nil, metrics: surroundings.metrics)
    var surroundings = surroundings
    surroundings.exchanges = { exchanges.take($0) }
    let commons = Commons(
      surroundings: surroundings, store: store, vault: vault, sealing: sealing, fleet: fleet)
    let platform = try Platform(commons, vault, exchanges)
    await platform.loadLinks()
    return platform
  }

  /// Makes the folder of the state, for its owner alone.
  ///
  /// - Throws: BS107 on a full disk, BS108 where nothing may be written.
  private static func makeStateFolder(_ path: String) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code
      let reason = code.map { String(cString: strerror($0.rawValue)) } ?? "\(error.localizedDescription)"
      throw StoreError(
        code == .ENOSPC ? .full : .readOnly, "the state folder \(path) cannot be made: \(reason)",
        help: code == .ENOSPC ? "free disk space" : "check owner and mode of the folder above it")
    }
  }

  /// A platform at rest, for looking at what it left: the database is opened read-only, nothing listens or runs.
  ///
  /// - Throws: `LoadedFleet.Unusable`, or what the store throws (`missing`: it never ran).
  static func openResting(_ folder: String, surroundings: Surroundings) async throws -> Platform {
    try CutRestore.refuse(folder)
    let fleet = try LoadedFleet.read(folder)
    let vault = SecretVault(folder: folder)
    var options = StoreOptions()
    options.clock = surroundings.wallClock
    let store = try Store(readingOnly: "\(fleet.stateFolder)/bilateral.db", options: options)
    // Tokens stay sealed: nobody is called.
    let sealing = try SealingKey(SealingKey.makeKeyBytes(from: surroundings.random))
    let commons = Commons(
      surroundings: surroundings, store: store, vault: vault, sealing: sealing, fleet: fleet)
    let exchanges = try? Store(
      readingOnly: "\(fleet.stateFolder)/exchanges.db", options: options, migrations: Migrations.exchanges)
    let platform = try Platform(
      commons, vault, exchanges.map { ExchangeLog($0, metrics: surroundings.metrics) })
    for file in fleet.partners.values { try await platform.loader.loadResting(file) }
    return platform
  }

  /// Ends a platform at rest.
  func endResting() {
    group.stop()
    exchanges?.close()
    commons.store.close()
  }

  /// Says why the start takes longer: a copy of the database is made, then its schema changes.
  private static func tellUpgrade(of database: String, _ log: Log) {
    guard let facts = try? SchemaFacts.read(database), facts.number < Migrations.all.count else { return }
    log.info(
      "database.upgrade",
      ["from": facts.number, "to": Migrations.all.count, "copy": UpgradeCopy.name(facts.number)])
  }

  private convenience init(_ commons: Commons, _ vault: SecretVault, _ exchanges: ExchangeLog?) throws {
    let fleet = commons.fleet()
    let group = try EventLoopGroup()
    let maker = LinkMaker(
      folder: fleet.folder, environment: fleet.file.environment, vault: vault, group: group,
      surroundings: commons.surroundings, dialects: commons.dialects)
    self.init(commons: commons, group: group, maker: maker, exchanges: exchanges)
  }

  private static func sealingKey(_ fleet: LoadedFleet, _ vault: SecretVault) throws -> SealingKey {
    guard let reference = fleet.file.storeKey else {
      throw Unusable(description: "[store] key is missing in partnerctl.toml", exit: 77)
    }
    let text = try vault.text(reference)
    guard let bytes = Hex.decode(text) ?? Base64.decodeLenient(text) else {
      throw Unusable(description: "[store] key is neither hex nor Base64", exit: 77)
    }
    return try SealingKey(bytes)
  }

  private func loadLinks() async {
    let fleet = commons.fleet()
    for file in fleet.partners.values.sorted(by: { $0.id < $1.id }) {
      do {
        let link = try await loader.load(file)
        guard link.facts.relation.undertaking == .sending else { continue }
        try await RegistrationLedger(commons).recover(file.id)
        try await loader.load(file)
      } catch {
        commons.surroundings.log.error("partner left out", ["partner": file.id, "error": "\(error)"])
      }
    }
  }

  /// Serves and synchronises until the calling task is cancelled, then drains.
  ///
  /// - Parameter ready: called once everything listens.
  /// - Throws: what keeps it from starting.
  package func run(ready: @Sendable (Listening) -> Void = { _ in }) async throws {
    let servers = try startServers()
    for link in commons.links.all { loops.start(link.id, services(for: link)) }
    loops.start(Self.housekeeping, housekeepers())
    ready(servers.listening)
    let forever = Wakeup()
    _ = try? await forever.wait(atMost: nil, clock: commons.surroundings.clock)
    await drain(servers)
  }

  private func drain(_ servers: Servers) async {
    commons.surroundings.log.info("draining")
    commons.closing.open()
    for server in servers.all { await server.drain() }
    await loops.stopAll()
    // Connections end on their loop while it still turns.
    for link in commons.links.all { link.client.close() }
    group.stop()
    exchanges?.close()
    commons.store.close()
  }
}
