package import BilateralBase
package import BilateralNet
import BilateralModel
import BilateralStore
import BilateralTerms

/// Looks at all partners from time to time, and tells who is to be told.
///
/// What was told is durable, so that a restart does not tell it again; a crash between telling and noting tells twice
/// rather than never.
package struct AlarmWatch: Service {
  /// The partner id under which our own side stands.
  package static let ourselves = "*"

  package let name = "alarms/watch"
  private let commons: Commons
  private let courier: AlarmCourier
  private let pause: Duration
  private let service = ServiceWatch()

  /// Makes the service; it looks once every `pause`.
  package init(_ commons: Commons, loop: EventLoop, pause: Duration = .seconds(15)) {
    self.commons = commons
    courier = AlarmCourier(commons: commons, loop: loop)
    self.pause = pause
  }

  package func run() async throws {
    while true {
      try await round(at: commons.surroundings.wallClock.now())
      try await commons.surroundings.clock.sleep(for: pause)
    }
  }

  /// One look.
  package func round() async throws { try await round(at: commons.surroundings.wallClock.now()) }

  /// One look, as if it were this time.
  package func round(at now: Timestamp) async throws {
    let (rules, wrong, muted) = try await look(at: now)
    let due = try await commons.store.write { tx -> [AlarmBook.Message] in
      let before = try tx.alarms.list()
      var book = AlarmBook(before)
      try book.observe(wrong, muted: muted, under: rules, at: now) { try tx.alarms.nextNumber() }
      let kept = Set(book.alarms.map(\.number))
      for alarm in before where !kept.contains(alarm.number) { try tx.alarms.remove(alarm.number) }
      let known = Dictionary(before.map { ($0.number, $0) }) { first, _ in first }
      for alarm in book.alarms where known[alarm.number] != alarm { try tx.alarms.save(alarm) }
      return book.due(under: rules, at: now)
    }
    for message in due { try await tell(message) }
  }

  private func tell(_ message: AlarmBook.Message) async throws {
    let problem = await courier.deliver(message)
    let log = commons.surroundings.log
    if let problem {
      log.error(
        "alarm.not-told",
        ["alarm": message.alarm.number, "channel": message.channel, "error": problem])
    }
    let now = commons.surroundings.wallClock.now()
    try await commons.store.write { tx in
      // It may have been acknowledged meanwhile.
      guard let alarm = try tx.alarms.alarm(message.alarm.number) else { return }
      let after = AlarmBook.after(message.event, alarm, isTold: problem == nil, at: now)
      if let after { try tx.alarms.save(after) } else { try tx.alarms.remove(alarm.number) }
    }
  }

  private func look(at now: Timestamp) async throws -> (
    AlarmBook.Rules, [AlarmRow.Key: String], muted: Set<AlarmRow.Key>
  ) {
    let fleet = commons.fleet().file
    let general = fleet.alarms.isEmpty ? [AlarmTerms()] : fleet.alarms
    var rules: AlarmBook.Rules = [Self.ourselves: general]
    var wrong: [AlarmRow.Key: String] = [:]
    var mute: [AlarmRow.Key: String] = [:]
    for (place, rule) in general.enumerated() {
      let own = Ending.certificate("our server certificate", fleet.certificate, commons.vault)
      let ending = AlarmConditions(rule: rule, now: now).ending(own.map { [$0] } ?? [])
      Self.add(
        ending.filter { rule.conditions.contains($0.condition) }, of: Self.ourselves, place, to: &wrong)
    }
    let standing = try await PartnerStatus.list(commons, isCounting: false)
    let (conflicts, disputes) = try await commons.store.read { tx in
      (try tx.quarantine.named(by: "BR340", in: "cdrs"), try Self.running(tx))
    }
    for partner in standing["partners"]?.elements ?? [] {
      guard let id = partner["id"]?.string, let link = commons.links[id] else { continue }
      let own = link.terms.money.alarms
      rules[id] = own.isEmpty ? general : own
      guard ["test", "live", "suspended"].contains(partner["status"]?.string ?? "") else { continue }
      let promises = try await service.finding(link, commons.store, at: now)
      for (place, rule) in (rules[id] ?? []).enumerated() {
        let conditions = AlarmConditions(rule: rule, now: now)
        let (file, terms) = (link.terms.technical, link.terms.money)
        let money =
          conditions.broken(promises, file) + conditions.conflicts(conflicts[id] ?? [])
          + conditions.disputes(disputes[id] ?? [], terms)
        let found = conditions.wrong(partner, money: money, rest: Self.rest(of: link)) { file.sync($0) }
        Self.add(found.told, of: id, place, to: &wrong)
        Self.add(found.mute, of: id, place, to: &mute)
      }
    }
    return (rules, wrong, Set(mute.keys))
  }

  private static func rest(of link: PartnerLink) -> AlarmConditions.Rest {
    AlarmConditions.Rest(
      isResting: { link.isResting(ModuleID(rawValue: $0)) },
      hasEnded: link.standing.offboarding?.phase == .ended || link.ownFacts.state == .ended)
  }

  /// Disputes that are not over, by partner.
  private static func running<Access>(
    _ tx: Transaction<Access>
  ) throws -> [String: [(number: Int64, dispute: Dispute)]] {
    var found: [String: [(number: Int64, dispute: Dispute)]] = [:]
    for row in try tx.disputes.running() {
      guard let dispute = Dispute(row, try tx.disputes.steps(of: row.number)) else { continue }
      found[row.partner, default: []].append((row.number, dispute))
    }
    return found
  }

  private static func add(
    _ found: [AlarmConditions.Wrong], of partner: String, _ place: Int,
    to wrong: inout [AlarmRow.Key: String]
  ) {
    for (condition, subject, text) in found {
      let key = AlarmRow.Key(
        partner: partner, rule: place, condition: condition.rawValue, subject: subject)
      wrong[key] = text
    }
  }
}
