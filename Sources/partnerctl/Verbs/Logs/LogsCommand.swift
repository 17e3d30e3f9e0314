import BilateralBase

extension Command {
  private static let filters = [
    Flag("partner", "p", .text("ID"), says: "only this partner"),
    Flag("module", "m", .text("MODULE"), says: "only this module, such as locations"),
    Flag("correlation", nil, .text("UUID"), says: "only this correlation or request id"),
    Flag("level", "l", .choice(["info", "warning", "error"]), says: "at least this grave"),
    Flag("bodies", "b", says: "the beginnings of the bodies too"),
  ]

  /// `logs`: what was said between us and partners.
  static let logs = Command(
    group: .run, name: "logs", summary: "what was said between us and partners",
    about: "Each call in either direction with both answers, without tokens and, unless the partner's file "
      + "says otherwise, without cards and contract ids. [logs] in partnerctl.toml says how long and how much "
      + "is kept. Works without a runtime too.",
    flags: filters + [
      Flag("since", nil, .text("TIME"), says: "from this time on, or so long ago: 30min"),
      Flag("until", nil, .text("TIME"), says: "up to this time"),
      Flag("limit", nil, .number("N", 1...100_000), says: "the newest N (default 100)"),
    ],
    examples: [
      .init(line: "partnerctl logs --partner acme --level warning", says: "what went wrong lately"),
      .init(line: "partnerctl logs --correlation 7f3a0c5e --bodies", says: "one exchange in full"),
      .init(line: "partnerctl logs --since 1h -o csv", says: "the last hour for a spreadsheet"),
    ],
    exits: [.done, .conflict, .badInput], acts: [.timeout, .now, .csv],
    run: { (invocation) async throws(Failure) in try await Logs(invocation: invocation).past() })

  /// `tail`: the same as it happens.
  static let tail = Command(
    group: .run, name: "tail", summary: "what is said between us and partners, live",
    about: "Until Ctrl-C. The same lines as logs.", flags: filters,
    examples: [
      .init(line: "partnerctl tail --partner acme", says: "one partner"),
      .init(line: "partnerctl tail -m commands -o jsonl", says: "for a program, one object a line"),
    ],
    exits: [.done, .conflict, .interrupted], acts: [.timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in try await Logs(invocation: invocation).live() })
}

/// `logs` and `tail`.
struct Logs: Sendable {
  /// The parsed line.
  let invocation: Invocation

  /// Shows what is kept.
  func past() async throws(Failure) -> ExitCode {
    var query = filter
    query.append(("limit", String(invocation.arguments.number("limit") ?? 100)))
    for name in ["since", "until"] {
      if let text = invocation.arguments.text(name) { query.append((name, try time(text, name))) }
    }
    let reading = try await ControlClient(invocation).look(Self.path("/exchanges", query))
    LogsView(invocation: invocation).show(reading)
    return .done
  }

  /// Shows what comes, until Ctrl-C or until nobody reads.
  func live() async throws(Failure) -> ExitCode {
    let watching = Interruption(invocation: invocation).follow()
    defer { watching.cancel() }
    let client = try ControlClient(invocation)
    let path = Self.path("/exchanges/live", filter)
    return try await offPool { () throws(Failure) in
      let view = LogsView(invocation: invocation)
      try client.follow(path) { line in view.show(line: line) }
      throw Failure(.conflict, "the runtime has stopped", help: "start it: partnerctl run")
    }
  }

  private var filter: [(String, String)] {
    ["partner", "module", "correlation", "level"].compactMap { name in
      invocation.arguments.text(name).map { (name, $0) }
    }
  }

  private static func path(_ path: String, _ query: [(String, String)]) -> String {
    guard !query.isEmpty else { return path }
    return path + "?" + query.map { "\($0)=\(escaped($1))" }.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || [45, 46, 58, 95].contains(byte)
      return isPlain
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// A moment, or a span before now.
  private func time(_ text: String, _ name: String) throws(Failure) -> String {
    if let span = TimeSpan(text), Int(text) == nil {
      let now = try invocation.now()
      return "\(now.adding(seconds: -Int64(span.milliseconds / 1000)))"
    }
    guard let time = Timestamp(typed: text) else {
      throw .usage("--\(name) is no time: \"\(text)\"", help: "2026-11-21T10:00Z, or 30min for so long ago")
    }
    return "\(time)"
  }
}

extension Timestamp {
  /// A time as it is typed: OCPI's form, also without seconds.
  init?(typed text: String) {
    if let time = Timestamp(ocpi: text) {
      self = time
    } else if text.hasSuffix("Z"), let time = Timestamp(ocpi: text.dropLast() + ":00Z") {
      self = time
    } else {
      return nil
    }
  }
}

extension Invocation {
  /// The present, or the time of `--now`.
  func now() throws(Failure) -> Timestamp {
    guard let text = arguments.text("now") else { return WallClock.system.now() }
    guard let time = Timestamp(typed: text) else {
      throw .usage("--now is no time: \"\(text)\"", help: "such as 2026-11-20T12:00Z")
    }
    return time
  }
}
