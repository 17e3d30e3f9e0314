import BilateralBase
import BilateralStore
import BilateralTerms

/// What a partner sees of ours, counted, with as many single EVSEs as were asked for.
struct CoverageReport: Sendable {
  /// Which EVSEs are told one by one.
  enum Items: String, Sendable { case none, hidden, all }

  /// How the tokens stand, in sum.
  struct Tokens: Sendable {
    var total = 0
    var shown = 0
    var waiting = 0
    var refused = 0
  }

  let items: Items
  let patterns: IDPatterns
  let now: Timestamp
  var tokens = Tokens()
  private var seen = 0
  private var total = 0
  private var withoutTariff = 0
  private var outdated = 0
  private var reasons: [String: (count: Int, path: String?)] = [:]
  private var told: [JSON] = []

  init(items: Items, patterns: IDPatterns, now: Timestamp) {
    self.items = items
    self.patterns = patterns
    self.now = now
  }

  /// Counts an EVSE.
  mutating func add(_ entry: CoverageEntry) {
    guard entry.fits(patterns) else { return }
    total += 1
    if let reason = entry.reason {
      reasons[reason.name, default: (0, reason.path)].count += 1
    } else {
      seen += 1
      if entry.lacksTariff { withoutTariff += 1 }
      if entry.refusal != nil { outdated += 1 }
    }
    if items == .all || (items == .hidden && entry.reason != nil) { told.append(entry.json(now: now)) }
  }

  /// The most frequent first.
  private var counted: JSON {
    let sorted = reasons.sorted { a, b in (b.value.count, a.key) < (a.value.count, b.key) }
    return .array(
      sorted.map { name, found in
        [
          "reason": .string(name), "count": JSON(found.count),
          "path": found.path.map { .string($0) } ?? .null,
        ]
      })
  }

  /// As the control channel answers it.
  func json(_ link: PartnerLink) -> JSON {
    [
      "partner": .string(link.id), "version": link.facts.version.map { .string("\($0)") } ?? .null,
      "evses": [
        "total": JSON(total), "seen": JSON(seen), "without_tariff": JSON(withoutTariff),
        "outdated": JSON(outdated), "reasons": counted,
      ],
      "tokens": [
        "total": JSON(tokens.total), "shown": JSON(tokens.shown), "waiting": JSON(tokens.waiting),
        "refused": JSON(tokens.refused),
      ],
      "findings": .array(
        (link.terms.publishing?.share.findings ?? []).map { .string($0.description) }),
      "items": .array(told),
    ]
  }
}
