import BilateralBase
import BilateralStore
import BilateralTerms

/// What is wrong with one partner, by one rule: from what `GET /partners` tells and a few dates.
struct AlarmConditions {
  /// The rule.
  let rule: AlarmTerms
  /// The time.
  let now: Timestamp

  /// A thing that is wrong: condition, subject and words.
  typealias Wrong = (condition: AlarmTerms.Condition, subject: String, text: String)

  /// What is wrong with a partner that traffic should flow with.
  ///
  /// - Parameters:
  ///   - partner: its object of `GET /partners`.
  ///   - money: what is wrong with promises, CDRs and disputes.
  ///   - sync: the terms of a module.
  /// - Returns: everything that is wrong.
  func wrong(_ partner: JSON, money: [Wrong] = [], sync: (String) -> SyncTerms) -> [Wrong] {
    let modules = partner["modules"]?.members ?? []
    let found =
      modules.flatMap { module($0.name, $0.value, sync($0.name)) } + backlog(modules)
      + state(partner) + money + ending((partner["ends"]?.elements ?? []).compactMap { Ending($0) })
    return found.filter { rule.conditions.contains($0.condition) }
  }

  private func module(_ name: String, _ told: JSON, _ sync: SyncTerms) -> [Wrong] {
    var found: [Wrong] = []
    // A pull every hour is not late after half an hour.
    let patience = sync.pulls ? max(rule.lag, 2 * sync.everySeconds) : rule.lag
    if let lag = told["lag_seconds"]?.numberText.flatMap({ Int($0.prefix { $0 != "." }) }),
      lag > patience
    {
      found.append((.lag, name, "\(name) out of step for \(lag / 60) min"))
    }
    let errors = told["consecutive_errors"]?.int ?? 0
    if errors >= rule.failures {
      let last = told["last_error"]?.string.map { ": \($0)" } ?? ""
      found.append((.failures, name, "\(name) failed \(errors) times in a row\(last)"))
    }
    if let promised = sync.freshnessSeconds, let untold = told["untold_seconds"]?.int, untold > promised {
      found.append(
        (
          .freshness, name,
          "\(name): a change of status is \(untold) s old and not told; \(promised) s are agreed"
        ))
    }
    if let brake = told["brake"], let missing = brake["missing"]?.int {
      found.append(
        (
          .shrink, name,
          "\(name): the full list lacks \(missing) of \(brake["live"]?.int ?? 0) objects; none was removed"
        ))
    }
    return found
  }

  private func backlog(_ modules: [JSONMember]) -> [Wrong] {
    func sum(_ name: String) -> Int { modules.compactMap { $0.value[name]?.int }.reduce(0, &+) }
    var found: [Wrong] = []
    if sum("quarantine") >= rule.quarantine {
      found.append((.quarantine, "", "\(sum("quarantine")) objects are in quarantine"))
    }
    if sum("outbox") >= rule.outbox {
      found.append((.outbox, "", "\(sum("outbox")) messages wait to be sent"))
    }
    return found
  }

  private func state(_ partner: JSON) -> [Wrong] {
    var found: [Wrong] = []
    if partner["state"]?.string == "failed" {
      let error = partner["last_error"]?.string.map { ": \($0)" } ?? ""
      found.append((.failures, "credentials", "the registration failed\(error)"))
    }
    if let ghosts = partner["odd_sessions"]?["ghost"]?.int, ghosts > 0 {
      found.append((.sessions, "", "\(ghosts) sessions go on that nobody ends: ask for their end"))
    }
    if let credit = partner["credit"], credit["high"]?.bool == true {
      found.append((.credit, "", credit["words"]?.string ?? ""))
    }
    if partner["drift"]?.bool == true {
      found.append(
        (.drift, "", "the file differs from the terms in force: partnerctl apply, or take it back"))
    }
    return found
  }

  /// What ends too soon: a certificate within the rule's time, an invitation within the last fifth of its life.
  ///
  /// Tokens renew themselves when they are due, so only those are told that were not renewed.
  func ending(_ endings: [Ending]) -> [Wrong] {
    endings.compactMap { ending in
      switch ending.kind {
      case .certificate:
        guard ending.end - now < Int64(rule.expiry) else { return nil }
        return (.certificate, ending.name, "\(ending.name) \(ends(ending))")
      case .invitation:
        guard let since = ending.since, now - since >= (ending.end - since) / 5 * 4 else { return nil }
        return (
          .token, ending.name, "\(ending.name) \(ends(ending)) unused: partnerctl reissue makes another"
        )
      case .tokens:
        guard now >= ending.end else { return nil }
        return (.token, "", "\(ending.name) were due for renewal on \(ending.end): partnerctl rotate")
      }
    }
  }

  private func ends(_ ending: Ending) -> String {
    ending.end > now ? "ends \(ending.end)" : "has ended \(ending.end)"
  }
}
