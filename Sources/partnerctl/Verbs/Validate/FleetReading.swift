import Bilateral
import BilateralBase
import BilateralTerms

/// Reads the files of a fleet, or files that lie alone, and keeps every finding.
///
/// Unlike a runtime it goes on after our own side could not be read, so that all is told at once.
struct FleetReading {
  /// The fleet; nil when the files named lie in none.
  private let fleet: FleetFolder?
  /// Names of the files to show findings of; empty for all.
  private let wanted: Set<String>
  /// Files outside the fleet: their paths as they were named, to read.
  private let loose: [(name: String, path: String)]
  private let clock: WallClock

  private var findings: [Diagnostic] = []
  private var sources: [String: SourceText] = [:]
  private var files = 0
  private var unreadable: Set<String> = []
  private var groups = LocationGroups()

  /// How many partner files have errors.
  var unreadableCount: Int { unreadable.count }

  /// Our own side, once read and without errors.
  private(set) var ours: FleetFile?
  /// The partner files without errors, once read.
  private(set) var partners: [PartnerFile] = []

  /// Decides what to read: names are partner ids, or paths of files.
  /// - Throws: exit 66 when a name is neither.
  init(named names: [String], _ invocation: Invocation) throws(Failure) {
    let console = invocation.console
    clock = console.clock
    let paths = names.filter { !FleetFolder.isID($0) }.map { console.absolute($0) }
    fleet = try Self.fleet(
      invocation, isNeeded: paths.count < names.count || names.isEmpty, near: paths.first)
    var wanted: Set<String> = []
    var loose: [(name: String, path: String)] = []
    for name in names {
      let path = FleetFolder.isID(name) ? fleet?.path(FleetFolder.partnerFile(name)) : console.absolute(name)
      guard let path, FileSystem.kind(path) == .file else {
        throw Failure(
          .missing, "there is no file \(path ?? name)", help: "partnerctl status lists the partners")
      }
      if let inner = fleet?.name(of: path), Self.isPart(inner) {
        wanted.insert(inner)
      } else {
        loose.append((name, path))
      }
    }
    self.wanted = wanted
    self.loose = loose
  }

  private static func fleet(_ invocation: Invocation, isNeeded: Bool, near path: String?) throws(Failure)
    -> FleetFolder?
  {
    if isNeeded || FleetFolder.named(invocation) != nil { return try FleetFolder.find(invocation) }
    return path.flatMap { FleetFolder.nearest(to: FileSystem.folder(of: $0)) }.map { FleetFolder(path: $0) }
  }

  /// Whether a file of the fleet folder is one that a check of the whole reads.
  private static func isPart(_ name: String) -> Bool {
    let parts = name.split(separator: "/")
    return name == FleetFolder.marker || name == EVSEMapping.file
      || (parts.count == 2 && ["partners", "groups"].contains(parts[0]) && name.hasSuffix(".toml"))
  }

  /// Reads everything.
  /// - Throws: exit 66 when a file is there and cannot be read.
  mutating func read() throws(Failure) {
    if let fleet, wanted.count > 0 || loose.isEmpty { try readFleet(fleet) }
    for file in loose { try readLoose(file.name, file.path) }
  }

  private mutating func readFleet(_ fleet: FleetFolder) throws(Failure) {
    try readOurs(fleet)
    var defaults: SharedDefaults?
    if FileSystem.kind(fleet.path("partners/defaults.toml")) == .file {
      let bytes = try bytes("partners/defaults.toml", fleet.path("partners/defaults.toml"))
      let (read, found) = SharedDefaults.read(bytes: bytes, file: "partners/defaults.toml")
      defaults = read
      add(found)
    }
    try readGroups(fleet)
    if FileSystem.kind(fleet.path(EVSEMapping.file)) == .file {
      add(EVSEMapping.read(bytes: try bytes(EVSEMapping.file, fleet.path(EVSEMapping.file))).findings)
    }
    for id in fleet.partnerIDs { try readPartner(id, fleet, defaults) }
    add(Fleet.check(partners, unreadable: unreadable, in: try surroundings(fleet)))
  }

  /// What lies around the partner files of a fleet.
  private mutating func surroundings(_ fleet: FleetFolder) throws(Failure) -> FleetSurroundings {
    var around = FleetSurroundings()
    around.ours = ours
    around.today = CivilDate(clock.now())
    around.zones = ZoneCatalog()
    // Partner files alone, without our own side, may be part of a fleet whose groups are elsewhere.
    if ours != nil || !groups.isEmpty { around.groups = groups }
    if ours != nil { try readLists(fleet, &around) }
    let vault = SecretVault(folder: fleet.path, environment: [:])
    around.certificate = { try? vault.certificate($0) }
    around.file = { name in
      FileSystem.kind(fleet.path(name)) == .file ? try? FileSystem.read(fleet.path(name)) : nil
    }
    return around
  }

  private mutating func readLists(_ fleet: FleetFolder, _ around: inout FleetSurroundings) throws(Failure) {
    // Lists of those who only buy name an owner or are ours too.
    let party = ours?.ownerParty
    let source = PriceListSource(folder: fleet.path, party: party)
    var lists: [String: PriceList] = [:]
    for file in FileSystem.names(in: fleet.path("tariffs")) where file.hasSuffix(".json") {
      let name = String(file.dropLast(5))
      files += 1
      let (list, found) = source.list(name, own: [])
      lists[name] = list
      if list == nil { around.brokenLists.insert(name) }
      add(found)
      if let list { add(TariffNotes.findings(list, in: "tariffs/\(file)")) }
    }
    around.lists = lists
    let rates = source.rates()
    around.rates = rates.rates
    add(rates.findings)
  }

  private mutating func readGroups(_ fleet: FleetFolder) throws(Failure) {
    for name in FileSystem.names(in: fleet.path("groups")) where name.hasSuffix(".toml") {
      let bytes = try bytes("groups/\(name)", fleet.path("groups/\(name)"))
      add(groups.add("groups/\(name)", bytes: bytes))
    }
  }

  private mutating func readOurs(_ fleet: FleetFolder) throws(Failure) {
    let name = FleetFolder.marker
    guard FileSystem.kind(fleet.path(name)) == .file else {
      // Partner files can be reviewed without our own side, in a repository that holds nothing else.
      let hasPartners = !fleet.partnerIDs.isEmpty
      return add([
        Diagnostic(
          hasPartners ? .note : .error, "BR301",
          "there is no \(name) in \(fleet.path)\(hasPartners ? ": only the partner files are checked" : "")",
          help: "partnerctl init makes one", place: SourcePlace(file: name, line: 1, column: 1))
      ])
    }
    let (read, found) = FleetFile.read(bytes: try bytes(name, fleet.path(name)), file: name)
    ours = read
    add(found)
  }

  private mutating func readPartner(_ id: String, _ fleet: FleetFolder, _ defaults: SharedDefaults?)
    throws(Failure)
  {
    let name = FleetFolder.partnerFile(id)
    let bytes = try bytes(name, fleet.path(name))
    let (read, found) = PartnerFile.read(bytes: bytes, file: name, defaults: defaults, fleet: ours)
    if let read { partners.append(read) } else { unreadable.insert(id) }
    add(found)
  }

  private mutating func readLoose(_ name: String, _ path: String) throws(Failure) {
    let bytes = try bytes(name, path)
    if name.hasSuffix(EVSEMapping.file) {
      add(EVSEMapping.read(bytes: bytes, file: name).findings)
    } else if name.hasSuffix(FleetFolder.marker) {
      add(FleetFile.read(bytes: bytes, file: name).findings)
    } else if name.hasSuffix("defaults.toml") {
      add(SharedDefaults.read(bytes: bytes, file: name).findings)
    } else if name.split(separator: "/").dropLast().last == "groups" {
      add(LocationGroup.read(bytes: bytes, file: name).findings)
    } else {
      let (read, found) = PartnerFile.read(bytes: bytes, file: name)
      if let read { partners.append(read) }
      add(found)
    }
  }

  private mutating func bytes(_ name: String, _ path: String) throws(Failure) -> [UInt8] {
    let bytes = try FileSystem.read(path)
    files += 1
    sources[name] = SourceText(bytes)
    return bytes
  }

  private mutating func add(_ found: [Diagnostic]) { findings += found }

  /// Prices every connector that the partners read see (`--deep`).
  /// - Throws: exit 66 when there are no stations to price.
  mutating func price(_ deep: DeepCheck) async throws(Failure) {
    add(try await deep.findings(partners, groups: groups, ours: ours, fleet: fleet, now: clock.now()))
  }

  /// What was found in the files that were asked for.
  func report(strict: Bool = false) -> ValidationReport {
    let looseNames = Set(loose.map(\.name))
    let shown = findings.inReadingOrder().filter { finding in
      guard !wanted.isEmpty || !loose.isEmpty else { return true }
      let name = finding.place?.file ?? ""
      return wanted.contains(name) || looseNames.contains(name)
    }
    let count = wanted.isEmpty && loose.isEmpty ? files : wanted.count + loose.count
    return ValidationReport(findings: shown, files: count, sources: sources, isStrict: strict)
  }
}

extension FleetFolder {
  /// The name of a path inside the folder; nil when it lies outside.
  func name(of absolute: String) -> String? {
    absolute.hasPrefix(path + "/") ? String(absolute.dropFirst(path.utf8.count + 1)) : nil
  }
}
