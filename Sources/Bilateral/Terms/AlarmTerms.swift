package import BilateralBase

/// What is watched and who is told: one `[[service_level.alarms]]` of a partner file, or `[[alarms]]` of the fleet.
package struct AlarmTerms: Hashable, Sendable {
  /// What may be wrong.
  package enum Condition: String, Hashable, Sendable, CaseIterable {
    /// A module has not been in step for too long.
    case lag
    /// Calls fail again and again, or the registration does.
    case failures
    /// A certificate ends soon.
    case certificate
    /// A token is near the age at which it must be renewed.
    case token
    /// A full list lacks so much that nothing was removed.
    case shrink
    /// Money or share terms on disk differ from those in force.
    case drift
    /// So many objects were set aside.
    case quarantine
    /// So many messages wait to be sent.
    case outbox
    /// A change of status has not been told for longer than was agreed.
    case freshness
    /// Sessions go on that nobody ends.
    case sessions
    /// A promise of `[service_level]` is broken.
    case service
    /// A CDR came again under its id with other content.
    case conflict
    /// A dispute waits for our answer, or goes to somebody else.
    case disputes
    /// What is owed comes near the credit limit, or is above it.
    case credit

    /// The code under which it is explained.
    package var code: String {
      "BR\(640 + (Self.allCases.firstIndex(of: self) ?? 0))"
    }
  }

  /// The channel of partnerctl.toml; nil tells nobody and only shows.
  package var channel: String?
  /// What is watched.
  package var conditions: Set<Condition> = Set(Condition.allCases)
  /// Seconds that a condition must hold first.
  package var after = 300
  /// Seconds after which it is told again; nil tells once.
  package var repeatAfter: Int?
  /// When nobody is told, in `zone`.
  package var quietHours: TimeWindow?
  /// The zone of the quiet hours.
  package var zone = "UTC"
  /// Seconds out of step.
  package var lag = 1800
  /// Failures in a row.
  package var failures = 3
  /// Objects set aside.
  package var quarantine = 100
  /// Messages that wait.
  package var outbox = 1000
  /// Seconds before a certificate ends.
  package var expiry = 14 * 86_400

  /// Everything at its default, told to nobody.
  package init() {}

  init(_ terms: TermSet, at path: String) {
    func seconds(_ name: String) -> Int? { terms.duration("\(path).\(name)")?.seconds }
    channel = terms.text("\(path).channel")
    let named = terms.texts("\(path).on").compactMap(Condition.init)
    if !named.isEmpty { conditions = Set(named) }
    after = seconds("after") ?? after
    repeatAfter = seconds("repeat")
    if case .window(let window) = terms.entries["\(path).quiet_hours"]?.value {
      quietHours = window
    }
    zone = terms.text("\(path).zone") ?? zone
    lag = seconds("lag") ?? lag
    failures = terms.integer("\(path).failures") ?? failures
    quarantine = terms.integer("\(path).quarantine") ?? quarantine
    outbox = terms.integer("\(path).outbox") ?? outbox
    expiry = seconds("expiry") ?? expiry
  }

  static func list(_ terms: TermSet, at path: String) -> [AlarmTerms] {
    (0..<terms.count(path)).map { AlarmTerms(terms, at: "\(path)[\($0)]") }
  }

  /// Whether nobody is to be told at a moment; a zone that cannot be read keeps nobody quiet.
  package func isQuiet(at now: Timestamp, zones: ZoneCatalog) -> Bool {
    guard let quietHours, let zone = try? zones.zone(zone) else { return false }
    return quietHours.contains(zone.local(now).minuteOfDay)
  }
}

/// Where alarms go: one `[channels.NAME]` of partnerctl.toml.
package struct AlarmChannel: Hashable, Sendable {
  /// The address that takes a POST.
  package var webhook: String?
  /// What is presented there as a bearer.
  package var token: SecretReference?
  /// Private addresses that the webhook may have in production.
  package var allowPrivate: [String]
  /// The authorities that its certificate may come from; nil for those of the system.
  package var caBundle: String?
  /// A program and its arguments, which gets the alarm on stdin.
  package var command: [String]
  /// How long either may take, in milliseconds.
  package var deadlineMilliseconds: Int
}

extension PartnerFile {
  /// The alarms of this partner; empty when the fleet's hold.
  package var alarms: [AlarmTerms] { AlarmTerms.list(terms, at: "service_level.alarms") }
}

extension FleetFile {
  /// The alarms of partners that state none, and of our own side.
  package var alarms: [AlarmTerms] { AlarmTerms.list(terms, at: "alarms") }

  /// A channel by its name.
  package func alarmChannel(_ name: String) -> AlarmChannel? {
    let path = "channels.\(name)"
    guard terms.tables[path] != nil else { return nil }
    return AlarmChannel(
      webhook: terms.text("\(path).webhook"), token: terms.secret("\(path).token"),
      allowPrivate: terms.texts("\(path).allow_private"), caBundle: terms.text("\(path).ca_bundle"),
      command: terms.texts("\(path).command"),
      deadlineMilliseconds: terms.duration("\(path).deadline")?.milliseconds ?? 10_000)
  }
}

extension FieldTable {
  /// The fields of one alarm, in partner files and in partnerctl.toml.
  static func alarm(_ path: String) -> [Field] {
    [
      Field("\(path).channel", .text(60), "told to this channel of partnerctl.toml"),
      Field(
        "\(path).on", .list(.choice(AlarmTerms.Condition.allCases.map(\.rawValue))),
        "what is watched; all when absent"),
      Field("\(path).after", .duration(), "when it has lasted for (5 min when absent)"),
      Field("\(path).repeat", .duration(60...Int.max), "told again every"),
      Field("\(path).quiet_hours", .window, "but not in"),
      Field("\(path).zone", .zone, "zone of the quiet hours"),
      Field("\(path).lag", .duration(), "out of step for (30 min when absent)"),
      Field("\(path).failures", .integer(1...10_000), "failures in a row (3 when absent)"),
      Field("\(path).quarantine", .integer(1...100_000_000), "objects set aside (100 when absent)"),
      Field("\(path).outbox", .integer(1...100_000_000), "messages waiting (1000 when absent)"),
      Field("\(path).expiry", .duration(), "before a certificate ends (14 days when absent)"),
    ]
  }

  /// Where alarms go.
  static let channels: [Field] = [
    Field("channels.*.webhook", .url, "alarms are posted to"),
    Field("channels.*.token", .secret, "bearer token of the webhook"),
    Field(
      "channels.*.allow_private", .list(.range), "private ranges of the webhook allowed in prod"),
    Field("channels.*.ca_bundle", .text(), "file of CAs we trust for the webhook"),
    Field(
      "channels.*.command", .list(.text(400)), "program by its path, and arguments; JSON on stdin"),
    Field("channels.*.deadline", .duration(1...300), "either must end within (10 s when absent)"),
  ]
}
