import BilateralBase
import BilateralCrypto
import BilateralNet
import Glibc

/// The demonstration: each step does what a person, their platform or the runtimes do in earnest.
struct Demo {
  private let invocation: Invocation
  private let stage: DemoStage
  private let view: DemoView
  private let start = ContinuousClock.now
  var report = DemoReport()

  /// A demonstration whose processes and folder are on `stage`.
  init(invocation: Invocation, stage: DemoStage) {
    self.invocation = invocation
    self.stage = stage
    view = DemoView(invocation: invocation)
  }

  private var arguments: Arguments { invocation.arguments }
  private var environment: [String: String] { invocation.console.environment }

  /// Runs all steps.
  mutating func run() throws(Failure) -> ExitCode {
    view.start()
    var pair: DemoPair?
    do throws(Failure) {
      let made = try setUp()
      pair = made
      try exchange(made)
    } catch {
      // The step that failed said so; what comes after it makes no sense without it.
      guard report.steps.last?.isOK == false else { throw error }
    }
    if let pair { notePeaks(pair) }
    let stays = !(environment["DEMO_STAY"] ?? "").isEmpty
    view.finish(report, pages: stays ? pair?.pages ?? [] : [])
    if let path = arguments.text("report") {
      try FileSystem.write(report.json.bytes + [0x0A], to: invocation.console.absolute(path))
    }
    return report.isOK ? .done : .findings
  }

  private mutating func notePeaks(_ pair: DemoPair) {
    for side in [("cpo", pair.cpo), ("emsp", pair.emsp)] {
      if let bytes = side.1.process.peakMemory { report.peaks.append((side.0, bytes)) }
    }
  }

  // MARK: Steps

  /// Does one step and shows it.
  /// - Throws: what the step throws, after it was shown.
  @discardableResult
  mutating func step<Value>(
    _ name: String, _ body: (inout DemoReport) throws(Failure) -> (value: Value, detail: String)
  ) throws(Failure) -> Value {
    let begin = ContinuousClock.now
    do throws(Failure) {
      let (value, detail) = try body(&report)
      note(DemoReport.Step(name: name, isOK: true, milliseconds: Self.since(begin), detail: detail))
      return value
    } catch {
      let detail = error.message + (error.help.map { " (\($0))" } ?? "")
      note(DemoReport.Step(name: name, isOK: false, milliseconds: Self.since(begin), detail: detail))
      throw error
    }
  }

  private mutating func note(_ step: DemoReport.Step) {
    report.steps.append(step)
    view.show(step, elapsed: Self.since(start))
  }

  /// Milliseconds since a moment.
  static func since(_ begin: ContinuousClock.Instant) -> Int {
    let (seconds, attoseconds) = begin.duration(to: .now).components
    return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
  }

  /// Asks again and again until the answer is yes.
  /// - Returns: the milliseconds it took.
  /// - Throws: exit 1 when it has not become yes within so many seconds, and what the question throws.
  static func wait(
    for what: String, seconds: Int, every milliseconds: Int = 10, _ isSo: () throws(Failure) -> Bool
  ) throws(Failure) -> Int {
    let begin = ContinuousClock.now
    while try !isSo() {
      guard since(begin) < seconds * 1000 else {
        throw Failure(.findings, "\(what) did not happen within \(seconds) s")
      }
      usleep(UInt32(milliseconds) * 1000)
    }
    return since(begin)
  }

  // MARK: Set up

  private mutating func setUp() throws(Failure) -> DemoPair {
    let folder = try stage.makeFolder(below: environment["TMPDIR"] ?? "/tmp")
    let maker = try DemoFleet.makeAuthority()
    let cpo = DemoSide(
      name: "cpo", partner: "acme", fleet: DemoFleet(folder: FleetFolder(path: folder + "/cpo")))
    let emsp = DemoSide(
      name: "emsp", partner: "volt", fleet: DemoFleet(folder: FleetFolder(path: folder + "/emsp")))
    try step("cpo files") { _ throws(Failure) in
      try cpo.fleet.make(name: "Nordic Volt", party: "DE-NVO:CPO", certificatesBy: maker)
      try cpo.fleet.write("partners/acme.toml", DemoFiles.acme)
      try cpo.fleet.write("tariffs/adhoc.json", DemoFiles.priceList)
      return ((), "valid: \(try cpo.validate()); one of them is all that ACME is to us")
    }
    let stage = stage
    let volt = try step("cpo runs") { _ throws(Failure) in
      let running = try cpo.start(on: stage)
      return (running, running.versionsURL)
    }
    try step("emsp files") { _ throws(Failure) in
      try emsp.fleet.make(name: "ACME Mobility", party: "NL-ACM:EMSP", certificatesBy: maker)
      try emsp.fleet.write("partners/volt.toml", DemoFiles.volt(volt.versionsURL))
      return ((), "valid: \(try emsp.validate())")
    }
    let acme = try step("emsp runs") { _ throws(Failure) in
      let running = try emsp.start(on: stage)
      return (running, running.versionsURL)
    }
    return DemoPair(cpoSide: cpo, emspSide: emsp, cpo: volt, emsp: acme)
  }

  /// The locations to import: of a file, or made up.
  func locations() throws(Failure) -> (bytes: [UInt8], source: String) {
    guard let name = arguments.text("locations") ?? environment["LOCATIONS"], !name.isEmpty else {
      return (DemoObjects.locations(arguments.number("count") ?? 200), "made up")
    }
    let path = invocation.console.absolute(name)
    guard name.hasSuffix(".gz") else { return (try FileSystem.read(path), name) }
    guard FileSystem.kind(path) == .file else { throw Failure(.missing, "there is no file \(path)") }
    let result = try ChildProcess("gzip", ["-dc", path]).finish()
    guard result.status == 0 else { throw Failure(.badInput, "gzip cannot read \(path)") }
    return (result.output, name)
  }

  /// How many cards to make.
  var tokenCount: Int { arguments.number("tokens") ?? 1000 }
}

/// The two platforms, running.
struct DemoPair: Sendable {
  let cpoSide: DemoSide
  let emspSide: DemoSide
  let cpo: DemoSide.Running
  let emsp: DemoSide.Running

  /// The status pages, and the folders with the files of each side.
  var pages: [(name: String, url: String, folder: String)] {
    [("cpo ", cpo.page, cpoSide.fleet.folder.path), ("emsp", emsp.page, emspSide.fleet.folder.path)]
  }
}
