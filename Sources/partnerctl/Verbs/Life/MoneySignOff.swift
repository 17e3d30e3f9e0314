import Bilateral
import BilateralBase
import BilateralTerms

/// `activate --write`: puts the defaults about money into a partner's file, for people to sign; no runtime is needed.
struct MoneySignOff {
  let invocation: Invocation

  /// Writes them, or with `--dry-run` shows the patch.
  ///
  /// - Returns: done, also where nothing is left to a default.
  /// - Throws: exit 66 for no such file, 65 for one that cannot be read or patched, 73 when it cannot be written.
  func run() throws(Failure) -> ExitCode {
    let id = invocation.arguments.first ?? ""
    let patch = try patch(id)
    if let patch, !invocation.isDryRun { try write(patch, id) }
    guard invocation.form == .human else {
      invocation.screen.printRaw(json(id, patch).text + "\n")
      return .done
    }
    invocation.screen.print(lines(id, patch).map { Cell.printable($0) })
    return .done
  }

  /// Asks on a terminal whether to write what is open, after the list was shown.
  func ask() throws(Failure) {
    let id = invocation.arguments.first ?? ""
    guard invocation.mayAsk, !invocation.isDryRun, let patch = try? patch(id) else { return }
    invocation.talk.printRaw(
      "Write the \(patch.values.count) defaults about money into \(FleetFolder.partnerFile(id)) for sign-off? [y/N] "
    )
    guard ["y", "yes"].contains(invocation.console.inputLine()?.lowercased() ?? "") else { return }
    try write(patch, id)
    invocation.screen.print(lines(id, patch).map { Cell.printable($0) })
  }

  /// The patch; nil when nothing is left to a default.
  private func patch(_ id: String) throws(Failure) -> MoneyDefaultsPatch? {
    let folder = try FleetFolder.find(invocation)
    let name = FleetFolder.partnerFile(id)
    let text = try FileSystem.read(folder.path(name))
    let fleet: LoadedFleet
    do { fleet = try LoadedFleet.read(folder.path) } catch { throw Failure(.badInput, error.description) }
    guard let file = fleet.partners[id] else {
      throw Failure(.badInput, "\(name) has errors", help: "partnerctl validate \(id)")
    }
    guard !MoneyDefaults.open(in: file).isEmpty else { return nil }
    let defaults = fleet.defaults.flatMap {
      SharedDefaults.read(bytes: Array($0.utf8), file: "partners/defaults.toml").defaults
    }
    let today = CivilDate(WallClock.system.now())
    do {
      return try MoneyDefaultsPatch(
        into: text, of: file, on: today, .init(defaults: defaults, fleet: fleet.file))
    } catch {
      throw Failure(.badInput, "BR839: \(error)")
    }
  }

  private func write(_ patch: MoneyDefaultsPatch, _ id: String) throws(Failure) {
    try FileSystem.write(
      patch.bytes, to: try FleetFolder.find(invocation).path(FleetFolder.partnerFile(id)))
  }

  private func lines(_ id: String, _ patch: MoneyDefaultsPatch?) -> [String] {
    guard let patch else {
      return ["nothing about money is left to a default in \(FleetFolder.partnerFile(id))"]
    }
    let diff = patch.diff.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let next = "written for sign-off: let it be reviewed, then partnerctl apply \(id)"
    return diff + [invocation.isDryRun ? "not written (--dry-run)" : next]
  }

  private func json(_ id: String, _ patch: MoneyDefaultsPatch?) -> JSON {
    let added = (patch?.values ?? []).map { value -> JSON in
      ["path": .string(value.path), "value": .string(value.text)]
    }
    return [
      "schema": "partnerctl.activate-write/1", "partner": .string(id),
      "file": .string(FleetFolder.partnerFile(id)), "added": .array(added),
      "patch": patch.map { .string($0.diff) } ?? .null,
      "written": .bool(patch != nil && !invocation.isDryRun),
    ]
  }
}
