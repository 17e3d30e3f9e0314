import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

extension Command {
  /// `doctor`: whether machine and fleet are in order.
  static let doctor = Command(
    group: .run, name: "doctor", summary: "whether machine and fleet are in order, and what to do",
    about:
      "Changes nothing, and works with and without a running runtime. `tokens` judges cards that partners sent and ours by "
      + "each partner's uid_format, `tariffs` what is published, named and priced. --deep reads every page of the "
      + "database and the whole audit trail. Warnings alone end with 0.",
    positionals: [.init(name: "WHAT", optional: true, summary: "tokens or tariffs; else machine and fleet")],
    flags: [
      Flag("deep", says: "integrity of the whole database, and the audit trail"),
      Flag("backups", nil, .text("FOLDER"), says: "where backups lie (default: backups/ of the fleet)"),
    ],
    examples: [
      .init(line: "partnerctl doctor", says: "a line for each thing, and what to do where it is not good"),
      .init(line: "partnerctl doctor --deep --json", says: "for a monitor, once a night"),
      .init(
        line: "partnerctl doctor tokens", says: "before drivers stand at a charger that does not know them"),
    ],
    exits: [.done, .findings, .badInput, .missing], acts: [.timeout, .now],
    run: { (invocation) async throws(Failure) in try await DoctorCommand(invocation: invocation).run() })
}

/// `doctor`: looks, tells, changes nothing.
struct DoctorCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let fleet = try FleetFolder.find(invocation)
    let topic = invocation.arguments.first ?? "fleet"
    let lines: [DoctorLine]
    switch topic {
    case "fleet": lines = try await general(fleet)
    case "tokens": lines = try await CardCheckup(fleet: fleet, now: try now()).lines()
    case "tariffs": lines = try await TariffCheckup(fleet: fleet, now: try now()).lines()
    case let word:
      throw .usage("doctor knows no \"\(word)\"", help: "doctor, doctor tokens or doctor tariffs")
    }
    DoctorView(invocation: invocation).show(lines, about: topic)
    return lines.contains { $0.verdict == .bad } ? .findings : .done
  }

  private func now() throws(Failure) -> Timestamp {
    guard let text = invocation.arguments.text("now") else { return invocation.console.clock.now() }
    guard let moment = Timestamp(ocpi: text) else {
      throw .usage("--now \(text) is no time", help: "such as 2026-11-20T12:00:00Z")
    }
    return moment
  }

  /// Machine and fleet, one part after the other; what one of them cannot tell holds up no other.
  private func general(_ fleet: FleetFolder) async throws(Failure) -> [DoctorLine] {
    let now = try now()
    let state = FleetState(fleet, invocation)
    var lines = MachineCheckup(state: state).lines()
    if FileSystem.kind(fleet.path(CutRestore.plan)) != nil {
      return lines + [
        .bad("restore", "BR856", "a restore was cut off", help: "partnerctl restore --resume")
      ]
    }
    lines += FilesCheckup(invocation: invocation).lines()
    lines += SecretCheckup(state: state).lines()
    lines += CertificateCheckup(state: state, now: now).lines()
    lines += RuntimeCheckup(state: state).lines()
    let deep = invocation.arguments.has("deep")
    lines += DatabaseCheckup(state: state, isDeep: deep).lines()
    let shelf = invocation.arguments.text("backups").map { invocation.console.absolute($0) }
    lines.append(
      BackupCheckup(state: state, shelf: shelf ?? fleet.path("backups"), now: now).line())
    return lines + (await PartnersCheckup(state: state, invocation: invocation, isDeep: deep).lines())
  }
}

/// What `doctor` knows of a fleet before it looks closer.
struct FleetState: Sendable {
  /// The folder.
  let fleet: FleetFolder
  /// Our side and the partners; nil where they cannot be read.
  let loaded: LoadedFleet?
  /// What the running runtime says of itself; nil where none answers.
  let runtime: JSON?
  /// Why no runtime answers.
  let silence: Failure?

  /// Looks at a fleet.
  init(_ fleet: FleetFolder, _ invocation: Invocation) {
    self.fleet = fleet
    loaded = try? LoadedFleet.read(fleet.path)
    do throws(Failure) {
      (runtime, silence) = (try ControlClient(invocation).get("/runtime"), nil)
    } catch {
      (runtime, silence) = (nil, error)
    }
  }

  /// The state folder, where our side can be read.
  var folder: String? { loaded?.stateFolder }
  /// The database, where our side can be read.
  var database: String? { folder.map { $0 + "/" + BackupManifest.database } }
}
