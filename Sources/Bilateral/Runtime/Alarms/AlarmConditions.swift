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

  /// What rests by intention, so that nobody is told that nothing moves in it.
  struct Rest {
    /// Whether a module rests until somebody ends it.
    var isResting: (String) -> Bool = { _ in false }
    /// Whether the partnership has ended: what traffic is wanted for is no concern any more, what is owed stays one.
    var hasEnded = false
  }

  /// What is wrong with a partner that traffic should flow with.
  ///
  /// - Parameters:
  ///   - partner: its object of `GET /partners`.
  ///   - money: what is wrong with promises, CDRs and disputes.
  ///   - rest: what rests by intention.
  ///   - sync: the terms of a module.
  /// - Returns: everything that is wrong, and what would be if it did not rest.
  func wrong(_ partner: JSON, money: [Wrong] = [], rest: Rest = Rest(), sync: (String) -> SyncTerms) -> (
    told: [Wrong], mute: [Wrong]
  ) {
    let modules = partner["modules"]?.members ?? []
    var (told, mute): ([Wrong], [Wrong]) = ([], [])
    for place in modules {
      for wrong in module(place.name, place.value, sync(place.name)) {
        let isMute = Self.ofTraffic.contains(wrong.condition) && rest.isResting(place.name)
        if isMute { mute.append(wrong) } else { told.append(wrong) }
      }
    }
    let moving = backlog(modules.filter { !rest.isResting($0.name) })
    told += moving + quarantine(modules)
    if moving.isEmpty { mute += backlog(modules) }
    told += state(partner) + money + ending((partner["ends"]?.elements ?? []).compactMap { Ending($0) })
    if rest.hasEnded { (told, mute) = (told.filter { !Self.ofLiving.contains($0.condition) }, []) }
    func watched(_ found: [Wrong]) -> [Wrong] { found.filter { rule.conditions.contains($0.condition) } }
    return (watched(told), watched(mute))
  }

  /// Conditions that say of a module that nothing moves.
  private static let ofTraffic: Set<AlarmTerms.Condition> = [.lag, .freshness, .failures]
  /// Conditions that mean nothing once a partnership has ended.
  private static let ofLiving: Set<AlarmTerms.Condition> = [
    .lag, .freshness, .failures, .outbox, .shrink, .sessions, .service, .token, .certificate,
  ]

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

  private func quarantine(_ modules: [JSONMember]) -> [Wrong] {
    let held = Self.sum("quarantine", modules)
    return held >= rule.quarantine ? [(.quarantine, "", "\(held) objects are in quarantine")] : []
  }

  private func backlog(_ modules: [JSONMember]) -> [Wrong] {
    let waiting = Self.sum("outbox", modules)
    return waiting >= rule.outbox ? [(.outbox, "", "\(waiting) messages wait to be sent")] : []
  }

  private static func sum(_ name: String, _ modules: [JSONMember]) -> Int {
    modules.compactMap { $0.value[name]?.int }.reduce(0, &+)
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
