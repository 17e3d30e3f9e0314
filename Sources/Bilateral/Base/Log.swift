/// How much an event matters to the operator.
package enum LogLevel: UInt8, Comparable, Sendable, CaseIterable, CustomStringConvertible {
  /// Steps of the work, for whoever looks for a fault.
  case debug
  /// What happened, in the normal course.
  case info
  /// Something to look at within days: it goes on without help.
  case warning
  /// Something that does not work until somebody acts.
  case error

  package var description: String {
    switch self {
    case .debug: "debug"
    case .info: "info"
    case .warning: "warning"
    case .error: "error"
    }
  }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A value in a log event: anything that prints itself; integers and booleans stay such in JSON lines.
package typealias LogValue = any CustomStringConvertible & Sendable

/// One event: when, how grave, what, and its particulars in the order given.
package struct LogEntry: Sendable {
  /// When it happened.
  package let time: Timestamp
  /// How much it matters.
  package let level: LogLevel
  /// The event, short and without values: `sync.page-stored`, so that it can be searched and counted.
  package let event: String
  /// Keys and values, context first.
  package let fields: [(key: String, value: LogValue)]
}

/// Writes structured events to a sink; a value that is passed down, each level adding its own context.
///
/// Secrets are kept out by type: what is secret is a ``SecretText``, which prints as `***` (S-03).
package struct Log: Sendable {
  /// Where entries go.
  ///
  /// It is called on the caller's thread and must not block for long.
  package typealias Sink = @Sendable (LogEntry) -> Void

  private let sink: Sink
  private let clock: WallClock
  private let threshold: LogLevel
  private let context: [(key: String, value: LogValue)]
  private let repetition: LogRepetition

  /// A log that hands entries of at least `threshold` to the sink.
  package init(threshold: LogLevel = .info, clock: WallClock = .system, sink: @escaping Sink) {
    self.init(sink: sink, clock: clock, threshold: threshold, context: [], repetition: LogRepetition())
  }

  private init(
    sink: @escaping Sink, clock: WallClock, threshold: LogLevel, context: [(key: String, value: LogValue)],
    repetition: LogRepetition
  ) {
    self.sink = sink
    self.clock = clock
    self.threshold = threshold
    self.context = context
    self.repetition = repetition
  }

  /// A log that swallows everything.
  package static let silent = Log(threshold: .error) { _ in }

  /// The same log with more context on each entry: `log.with(["partner": "acme"])`.
  package func with(_ fields: KeyValuePairs<String, LogValue>) -> Log {
    Log(
      sink: sink, clock: clock, threshold: threshold, context: context + fields.map { ($0.key, $0.value) },
      repetition: repetition)
  }

  /// Whether entries of this level are written; asks before costly particulars are gathered.
  package func writes(_ level: LogLevel) -> Bool { level >= threshold }

  /// Writes an event of the given level.
  package func write(_ level: LogLevel, _ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    guard writes(level) else { return }
    emit(level, event, fields.map { ($0.key, $0.value) }, at: clock.now())
  }

  /// Writes an event for whoever looks for a fault.
  package func debug(_ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    write(.debug, event, fields)
  }

  /// Writes an event of the normal course.
  package func info(_ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    write(.info, event, fields)
  }

  /// Writes an event somebody should look at within days.
  package func warning(_ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    write(.warning, event, fields)
  }

  /// Writes an event that needs somebody to act.
  package func error(_ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    write(.error, event, fields)
  }

  /// Writes a repeating event once per interval, with the number of times it was left out since as `repeated`.
  ///
  /// `key` says what counts as "the same", of a closed set (`acme/locations`); `interval` is in seconds.
  package func rateLimited(
    _ level: LogLevel, _ event: String, key: String, every interval: Int64 = 60,
    _ fields: KeyValuePairs<String, LogValue> = [:]
  ) {
    guard writes(level) else { return }
    let now = clock.now()
    guard let leftOut = repetition.admit(event + "\u{0}" + key, at: now, every: interval) else { return }
    let repeated: [(key: String, value: LogValue)] = leftOut > 0 ? [("repeated", leftOut)] : []
    emit(level, event, fields.map { ($0.key, $0.value) } + repeated, at: now)
  }

  private func emit(
    _ level: LogLevel, _ event: String, _ fields: [(key: String, value: LogValue)], at time: Timestamp
  ) {
    sink(LogEntry(time: time, level: level, event: event, fields: context + fields))
  }
}
