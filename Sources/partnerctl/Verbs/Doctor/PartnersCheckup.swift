import Bilateral
import BilateralBase

/// What `status` says is overdue.
struct PartnersCheckup {
  /// The fleet.
  let state: FleetState
  /// The parsed line and its console.
  let invocation: Invocation
  /// Whether the audit trail is read.
  let isDeep: Bool

  /// Looks at all partners.
  func lines() async -> [DoctorLine] {
    guard let database = state.database, FileSystem.kind(database) == .file else { return [] }
    var lines: [DoctorLine] = []
    if isDeep { lines.append(await audit()) }
    do throws(Failure) {
      let reading = try await ControlClient(invocation).look("/partners")
      return lines + Self.judge(reading.json)
    } catch {
      return lines + [.skipped("partners", error.message)]
    }
  }

  private func audit() async -> DoctorLine {
    do throws(Failure) {
      let answer = try await ControlClient(invocation).look("/audit/verify").json
      guard answer["intact"]?.bool == true else {
        return .bad(
          "audit", "BR774", answer["text"]?.string ?? "the trail does not hold",
          help: "partnerctl explain BR774")
      }
      return .good("audit", "\(answer["count"]?.int ?? 0) rows, each follows on the one before")
    } catch {
      return .skipped("audit", error.message)
    }
  }

  /// Judges what `status` says: a live partner that is degraded is bad, the rest is worth a look.
  static func judge(_ answer: JSON) -> [DoctorLine] {
    let overview = StatusOverview(answer)
    let lines = overview.partners.compactMap(line)
    guard lines.isEmpty else { return lines }
    return [.good("partners", "\(overview.partners.count), nothing is overdue")]
  }

  private static func line(_ partner: JSON) -> DoctorLine? {
    let id = partner["id"]?.string ?? "?"
    let step = partner["next_step"]?["command"]?.string
    if StatusOverview.isDegraded(partner) {
      let error = StatusOverview.lastError(partner).map { "\($0.module): \($0.text)" }
      let text = error ?? "is \(partner["state"]?.string ?? "?")"
      let help = step ?? "partnerctl status \(id)"
      return partner["status"]?.string == "live"
        ? .bad("partner \(id)", "BR866", text, help: help)
        : .warning("partner \(id)", "BR866", text, help: help)
    }
    if let step {
      return .warning(
        "partner \(id)", "BR866", partner["next_step"]?["text"]?.string ?? "has a next step", help: step)
    }
    guard let alarms = partner["alarms"]?.int, alarms > 0 else { return nil }
    return .warning(
      "partner \(id)", "BR866", "\(Cell.counted(alarms, "alarm")) nobody has acknowledged",
      help: "partnerctl alarms")
  }
}
