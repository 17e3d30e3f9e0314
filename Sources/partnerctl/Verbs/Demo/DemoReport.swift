import BilateralBase

/// What the demonstration did and measured.
struct DemoReport {
  /// One step: what, whether it worked (nil: not built yet), how long, and a few words.
  struct Step {
    var name: String
    var isOK: Bool?
    var milliseconds: Int
    var detail: String
  }

  /// The steps in order.
  var steps: [Step] = []
  /// Objects at the partner's side in the end.
  var counts: [(name: String, count: Int)] = [("locations", 0), ("evses", 0), ("tokens", 0), ("tariffs", 0)]
  /// Whether both sides hold the same of every module; nil while nothing was compared.
  var isHashEqual: Bool?
  /// How long the full pull of all locations took.
  var fullPullMilliseconds: Int?
  /// Until a status change was visible at the partner.
  var statusMilliseconds: Int?
  /// The most memory of each process, in bytes.
  var peaks: [(name: String, bytes: Int)] = []

  /// Whether everything that is built worked.
  var isOK: Bool { !steps.isEmpty && !steps.contains { $0.isOK == false } && isHashEqual == true }

  /// Sets a count.
  mutating func set(_ name: String, _ count: Int) {
    for index in counts.indices where counts[index].name == name { counts[index].count = count }
  }

  /// The object of `.build/demo.json`.
  var json: JSON {
    var members: [JSONMember] = [
      .init("schema", "partnerctl.demo/1"), .init("ok", .bool(isOK)),
      .init("steps", .array(steps.map(Self.object))),
    ]
    members += counts.map { .init($0.name, JSON($0.count)) }
    members.append(.init("hash_equal", .bool(isHashEqual ?? false)))
    members.append(.init("full_pull_seconds", Self.seconds(fullPullMilliseconds)))
    members.append(.init("status_visible_seconds", Self.seconds(statusMilliseconds)))
    members.append(.init("peak_rss_mb", .object(peaks.map { .init($0.name, JSON($0.bytes >> 20)) })))
    return .object(members)
  }

  private static func object(_ step: Step) -> JSON {
    [
      "name": .string(step.name), "ok": step.isOK.map { .bool($0) } ?? .null,
      "seconds": seconds(step.milliseconds), "detail": .string(step.detail),
    ]
  }

  private static func seconds(_ milliseconds: Int?) -> JSON {
    milliseconds.map { .number(text($0)) } ?? .null
  }

  /// Milliseconds as seconds with three decimals.
  static func text(_ milliseconds: Int) -> String {
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
