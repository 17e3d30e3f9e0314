import BilateralBase
import BilateralCrypto
package import BilateralNet
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

  /// Makes the service; it looks once every `pause`.
  package init(_ commons: Commons, loop: EventLoop, pause: Duration = .seconds(15)) {
    self.commons = commons
    courier = AlarmCourier(commons: commons, loop: loop)
    self.pause = pause
  }

  package func run() async throws {
    while true {
      try await round()
      try await commons.surroundings.clock.sleep(for: pause)
    }
  }

  /// One look.
  package func round() async throws {
    let (rules, wrong) = try await look()
    let now = commons.surroundings.wallClock.now()
    let due = try await commons.store.write { tx -> [AlarmBook.Message] in
      let before = try tx.alarms.list()
      var book = AlarmBook(before)
      try book.observe(wrong, under: rules, at: now) { try tx.alarms.nextNumber() }
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

  private func look() async throws -> (AlarmBook.Rules, [AlarmRow.Key: String]) {
    let now = commons.surroundings.wallClock.now()
    let fleet = commons.fleet().file
    let general = fleet.alarms.isEmpty ? [AlarmTerms()] : fleet.alarms
    let tokens = try await commons.store.read { [links = commons.links.all] tx in
      try links.reduce(into: [String: Timestamp]()) { found, link in
        found[link.id] = try tx.ourTokens.list(of: link.id).filter { $0.kind == .session }.map(
          \.createdAt
        ).max()
      }
    }
    var rules: AlarmBook.Rules = [Self.ourselves: general]
    var wrong: [AlarmRow.Key: String] = [:]
    for (place, rule) in general.enumerated() {
      let ending = AlarmConditions(rule: rule, now: now).ending(ourCertificates())
      Self.add(ending, of: Self.ourselves, place, to: &wrong)
    }
    for partner in try await PartnerStatus.list(commons)["partners"]?.elements ?? [] {
      guard let id = partner["id"]?.string, let link = commons.links[id] else { continue }
      let own = link.terms.money.alarms
      rules[id] = own.isEmpty ? general : own
      guard ["test", "live"].contains(partner["status"]?.string ?? "") else { continue }
      for (place, rule) in (rules[id] ?? []).enumerated() {
        let conditions = AlarmConditions(rule: rule, now: now)
        let file = link.terms.technical
        let found =
          conditions.wrong(partner, sync: { file.sync($0) })
          + conditions.ending(certificates(of: link))
          + conditions.ageing(issued: tokens[id], age: file.security.tokenRotationSeconds)
        Self.add(found, of: id, place, to: &wrong)
      }
    }
    return (rules, wrong)
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

  private func ourCertificates() -> [AlarmConditions.Certificate] {
    end(of: "our server certificate", commons.fleet().file.certificate).map { [$0] } ?? []
  }

  private func certificates(of link: PartnerLink) -> [AlarmConditions.Certificate] {
    let security = link.terms.technical.security
    return end(of: "our client certificate", security.clientCertificate).map { [$0] } ?? []
  }

  private func end(of name: String, _ reference: SecretReference?) -> AlarmConditions.Certificate? {
    guard let reference, let pem = try? commons.vault.certificate(reference),
      let end = (try? Certificate.read(pem: pem))?.map(\.notAfter).min()
    else { return nil }
    return AlarmConditions.Certificate(name: name, end: end)
  }
}
