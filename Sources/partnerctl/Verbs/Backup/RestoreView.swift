import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

/// Says what a restore did or would do, and what has to be done after it.
struct RestoreView {
  /// The parsed line and its console.
  let invocation: Invocation
  /// The fleet.
  let fleet: FleetFolder

  /// Shows it.
  func show(_ plan: RestorePlan, _ manifest: BackupManifest, _ loss: StateLoss?, isDone: Bool, setAside: Bool)
  {
    let lines = advice(plan, manifest, loss, setAside: setAside)
    guard invocation.form == .human else {
      return show(json: plan, manifest, loss, lines, isDone: isDone, setAside: setAside)
    }
    let screen = invocation.screen
    let mark = screen.style.mark(isDone ? .done : .skipped)
    let verb = isDone ? "restored" : "would restore"
    screen.print(
      "\(mark) \(verb) \(Cell.printable(plan.backup)) of \(manifest.made), schema \(manifest.schema)")
    for name in plan.put.compactMap(\.fleetName) {
      screen.print("  \(Cell.printable(name)) as in the backup")
    }
    for name in plan.remove { screen.print("  \(Cell.printable(name)) is not in the backup: set aside") }
    if setAside { screen.print("  what was there: \(Cell.printable(fleet.path(plan.setAside)))") }
    for line in lines { screen.print("\(screen.style.mark(.warning)) \(Cell.printable(line))") }
    if isDone { screen.print("next: partnerctl run, then partnerctl status") }
  }

  /// Says that a restore that was cut off has been ended.
  func showEnded(_ plan: RestorePlan, setAside: Bool) {
    guard invocation.form == .human else {
      let json: JSON = [
        "schema": "partnerctl.restore/1", "restored": true, "backup": .string(plan.backup),
        "set_aside": setAside ? .string(fleet.path(plan.setAside)) : .null,
      ]
      return invocation.screen.printRaw(json.text + "\n")
    }
    let screen = invocation.screen
    screen.print("\(screen.style.mark(.done)) the restore of \(Cell.printable(plan.backup)) is done")
    if setAside { screen.print("  what was there: \(Cell.printable(fleet.path(plan.setAside)))") }
    screen.print("next: partnerctl run, then partnerctl status")
  }

  private func show(
    json plan: RestorePlan, _ manifest: BackupManifest, _ loss: StateLoss?, _ lines: [String], isDone: Bool,
    setAside: Bool
  ) {
    let json: JSON = [
      "schema": "partnerctl.restore/1", "restored": .bool(isDone), "backup": .string(plan.backup),
      "made": .string("\(manifest.made)"), "database_schema": .number(String(manifest.schema)),
      "set_aside": setAside ? .string(fleet.path(plan.setAside)) : .null,
      "written": .array(plan.put.compactMap(\.fleetName).map { .string($0) }),
      "removed": .array(plan.remove.map { .string($0) }), "compared": .bool(loss != nil),
      "statements": .array((loss?.statements ?? []).map { .string($0.number) }),
      "renewed": .array((loss?.renewed ?? []).map { .string($0) }),
      "applied": .array((loss?.applied ?? []).map { .string($0) }),
      "advice": .array(lines.map { .string($0) }),
    ]
    invocation.screen.printRaw(json.text + "\n")
  }

  /// What a person has to know and do, most important first.
  private func advice(_ plan: RestorePlan, _ manifest: BackupManifest, _ loss: StateLoss?, setAside: Bool)
    -> [String]
  {
    var lines: [String] = []
    if let loss {
      lines += Self.statements(loss) + Self.partners(loss)
      let own = loss.own.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      if !own.isEmpty {
        lines.append("written by your platform since: \(own.joined(separator: ", ")); let it send them again")
      }
      for (table, count) in loss.added.sorted(by: { $0.key < $1.key }) {
        lines.append(
          "\(count) \(table) were added since: enter them again (they stand in what was set aside)")
      }
    } else {
      lines.append(
        "nothing tells what happened after \(manifest.made): statements closed since are not known, and their "
          + "numbers would be given again unless --last-number names them")
      lines.append(
        "tokens renewed since are refused: partnerctl check for each partner, then reset where it fails")
      lines.append("what your platform wrote since is not there: let it send that again")
    }
    if let missing = missingKey(manifest) { lines.append(missing) }
    return lines
  }

  private static func statements(_ loss: StateLoss) -> [String] {
    guard !loss.statements.isEmpty else { return [] }
    let list = loss.statements.prefix(10).map { "\($0.number) (\($0.partner), \($0.period), \($0.amount))" }
    let rest = loss.statements.count > 10 ? " and \(loss.statements.count - 10) more" : ""
    return [
      "statements closed since are not known here: \(list.joined(separator: ", "))\(rest). Their numbers are not given "
        + "again; closing these periods again would bill them twice"
    ]
  }

  private static func partners(_ loss: StateLoss) -> [String] {
    var lines: [String] = []
    if !loss.renewed.isEmpty {
      lines.append(
        "tokens were renewed since with \(loss.renewed.joined(separator: ", ")): partnerctl check, and reset where they "
          + "are refused")
    }
    if !loss.applied.isEmpty {
      lines.append(
        "terms applied since are not in force: partnerctl plan \(loss.applied.joined(separator: ", plan "))")
    }
    return lines
  }

  /// Said when the key is missing that opens partners' tokens.
  private func missingKey(_ manifest: BackupManifest) -> String? {
    guard !manifest.hasSecrets, let file = (try? LoadedFleet.read(fleet.path))?.file, let key = file.storeKey,
      (try? SecretVault(folder: fleet.path).bytes(key)) == nil
    else { return nil }
    return "\(key) is not here and not in the backup: put it back, or each partner has to be registered anew"
  }
}
