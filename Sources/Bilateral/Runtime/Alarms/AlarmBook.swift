package import BilateralBase
package import BilateralStore
package import BilateralTerms

/// When an alarm is raised, told, told again and resolved: decisions only, time and rules come from outside.
///
/// A condition must hold for its rule's `after` first. It is told once, then again every `repeat` until somebody
/// acknowledges it; its end is told to whoever was told of it. In quiet hours nobody is told: what still stands
/// afterwards is told then, what came and went is not.
package struct AlarmBook: Sendable {
  /// What somebody is to be told.
  package struct Message: Sendable, Equatable {
    /// What happened to the alarm.
    package enum Event: String, Sendable { case raised, repeated, resolved }

    package var event: Event
    package var alarm: AlarmRow
    package var channel: String

    package init(event: Event, alarm: AlarmRow, channel: String) {
      self.event = event
      self.alarm = alarm
      self.channel = channel
    }
  }

  /// The rules of each partner, by place.
  package typealias Rules = [String: [AlarmTerms]]

  /// The alarms, by number.
  package private(set) var alarms: [AlarmRow]
  /// What rests by intention: nobody is told of it.
  private var muted: Set<AlarmRow.Key> = []
  private let zones: ZoneCatalog

  /// A book of the alarms that are known.
  package init(_ alarms: [AlarmRow], zones: ZoneCatalog = ZoneCatalog()) {
    self.alarms = alarms
    self.zones = zones
  }

  /// Takes what is wrong now, and what no longer is.
  ///
  /// - Parameters:
  ///   - wrong: each thing that is wrong, in words.
  ///   - muted: what would be wrong if it did not rest by intention. An alarm that was told of stays as it is until
  ///     the rest is over: it neither ends nor is it told again. One that was not is forgotten, and has its time anew.
  ///   - rules: the rules in force; alarms of rules that are gone are forgotten.
  ///   - now: the time.
  ///   - number: gives numbers to new alarms.
  /// - Throws: what `number` throws.
  package mutating func observe(
    _ wrong: [AlarmRow.Key: String], muted: Set<AlarmRow.Key> = [], under rules: Rules, at now: Timestamp,
    number: () throws -> Int64
  ) rethrows {
    self.muted = muted
    var known: Set<AlarmRow.Key> = []
    alarms = alarms.compactMap { alarm in
      guard let rule = Self.rule(alarm.key, rules) else { return nil }
      known.insert(alarm.key)
      if muted.contains(alarm.key) { return alarm.tellings > 0 ? alarm : nil }
      guard let text = wrong[alarm.key] else { return Self.ended(alarm, at: now) }
      return Self.standing(alarm, text, rule, at: now)
    }
    for (key, text) in wrong.sorted(by: { Self.order($0.key) < Self.order($1.key) })
    where !known.contains(key) {
      guard let rule = Self.rule(key, rules) else { continue }
      let alarm = AlarmRow(number: try number(), key: key, text: text, since: now)
      alarms.append(Self.standing(alarm, text, rule, at: now))
    }
  }

  private static func order(_ key: AlarmRow.Key) -> String {
    "\(key.partner) \(key.rule) \(key.condition) \(key.subject)"
  }

  private static func rule(_ key: AlarmRow.Key, _ rules: Rules) -> AlarmTerms? {
    guard let list = rules[key.partner], list.indices.contains(key.rule) else { return nil }
    return list[key.rule]
  }

  private static func standing(
    _ alarm: AlarmRow, _ text: String, _ rule: AlarmTerms, at now: Timestamp
  )
    -> AlarmRow
  {
    var alarm = alarm
    alarm.text = text
    // It came back before its end was told: for those who were told of it, it never ended.
    alarm.resolvedAt = nil
    if alarm.raisedAt == nil, now - alarm.since >= Int64(rule.after) { alarm.raisedAt = now }
    return alarm
  }

  /// What becomes of an alarm that is over; nil when nobody was told of it.
  private static func ended(_ alarm: AlarmRow, at now: Timestamp) -> AlarmRow? {
    guard alarm.raisedAt != nil, alarm.tellings > 0 else { return nil }
    var alarm = alarm
    alarm.resolvedAt = alarm.resolvedAt ?? now
    return alarm
  }

  /// What is to be told now.
  package func due(under rules: Rules, at now: Timestamp) -> [Message] {
    alarms.compactMap { alarm in
      guard let rule = Self.rule(alarm.key, rules), let channel = rule.channel,
        !muted.contains(alarm.key), !rule.isQuiet(at: now, zones: zones), Self.mayTry(alarm, at: now),
        let event = Self.event(of: alarm, rule, at: now)
      else { return nil }
      return Message(event: event, alarm: alarm, channel: channel)
    }
  }

  private static func event(of alarm: AlarmRow, _ rule: AlarmTerms, at now: Timestamp) -> Message
    .Event?
  {
    if alarm.resolvedAt != nil { return .resolved }
    guard alarm.raisedAt != nil, alarm.acknowledgedAt == nil else { return nil }
    guard let told = alarm.toldAt else { return .raised }
    guard let pause = rule.repeatAfter, now - told >= Int64(pause) else { return nil }
    return .repeated
  }

  /// After a failed try a pause of 30 s, doubled each time up to 16 min.
  private static func mayTry(_ alarm: AlarmRow, at now: Timestamp) -> Bool {
    guard alarm.failures > 0, let tried = alarm.triedAt else { return true }
    return now - tried >= Int64(30) << min(5, alarm.failures - 1) || now < tried
  }

  /// The alarm after it was told, or after telling failed; nil when nothing is left of it.
  package static func after(
    _ event: Message.Event, _ alarm: AlarmRow, isTold: Bool, at now: Timestamp
  )
    -> AlarmRow?
  {
    var alarm = alarm
    guard isTold else {
      alarm.failures += 1
      alarm.triedAt = now
      return alarm
    }
    if event == .resolved { return nil }
    alarm.tellings += 1
    alarm.toldAt = now
    (alarm.failures, alarm.triedAt) = (0, nil)
    return alarm
  }
}
