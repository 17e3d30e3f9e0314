import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

/// `doctor tokens`: whether cards are spelled as agreed, and lists of them are fresh.
struct CardCheckup: Sendable {
  /// The fleet.
  let fleet: FleetFolder
  /// The present.
  let now: Timestamp

  /// Looks at the cards of each partner, and at ours.
  /// - Throws: exit 6 when no runtime ever ran here, 65 when the fleet cannot be read.
  func lines() async throws(Failure) -> [DoctorLine] {
    do {
      let loaded = try LoadedFleet.read(fleet.path)
      let store = try FleetStore.open(fleet)
      defer { store.close() }
      let files = loaded.partners.values.sorted { $0.id < $1.id }
      return try await store.read { [now] tx in
        let own = CardSample(try tx.own.list("tokens", ListFilter(limit: 1_000_000)).rows.map(\.body))
        var lines = own.count == 0 ? [] : [Self.judge("our cards", own, .hexUpper)]
        for file in files {
          let rows = try tx.received.list("tokens", from: file.id, ListFilter(limit: 1_000_000)).rows
          let sample = CardSample(rows.map(\.body))
          let success = try tx.cursors.list(partner: file.id).filter { $0.module == "tokens" }
            .compactMap(\.lastSuccess).max()
          lines += Self.judge(file, sample, heard: success, now: now)
        }
        return lines.isEmpty ? [.skipped("tokens", "there are none, ours or of partners")] : lines
      }
    } catch {
      throw RunFault.failure(error)
    }
  }

  /// Judges the cards of one partner.
  static func judge(_ file: PartnerFile, _ sample: CardSample, heard: Timestamp?, now: Timestamp)
    -> [DoctorLine]
  {
    let name = "cards of \(file.id)"
    var lines: [DoctorLine] = []
    if sample.count > 0 { lines.append(judge(name, sample, file.uidFormat)) }
    let sync = file.sync("tokens")
    guard sync.pulls, file.theirRoles.contains(where: { $0.kind == .emsp }) else { return lines }
    let limit = Int64(max(86_400, 3 * sync.everySeconds))
    guard let heard else {
      return lines + [
        .warning("list of \(file.id)", "BR868", "was never fetched", help: "partnerctl sync \(file.id)")
      ]
    }
    let age = now - heard
    if age > limit {
      lines.append(
        .bad(
          "list of \(file.id)", "BR868", "was fetched \(age / 3600) h ago: newer cards are not known",
          help: "partnerctl sync \(file.id); partnerctl logs -p \(file.id) shows what failed"))
    } else {
      lines.append(.good("list of \(file.id)", "fetched \(age / 60) min ago"))
    }
    return lines
  }

  /// Judges how cards are spelled against what is agreed.
  static func judge(_ name: String, _ sample: CardSample, _ format: TokenUIDFormat) -> DoctorLine {
    let cards = "\(Cell.counted(sample.cards.count, "card")) of \(sample.count)"
    guard let first = sample.cards.first else { return .good(name, "\(sample.count), none of them RFID") }
    if let better = sample.likelier(than: format) {
      return .bad(
        name, "BR868",
        "\(cards): most are spelled as \(better.rawValue), agreed is \(format.rawValue), such as \(first)",
        help: "authorization.uid_format = \"\(better.rawValue)\", or ask the partner")
    }
    let odd = sample.cards.filter { !CardSample.fits($0, format) }
    if let example = odd.first {
      return .warning(
        name, "BR868",
        "\(odd.count) of \(cards) are not spelled as agreed (\(format.rawValue)), such as \(example)",
        help: "a reader tells upper-case hexadecimal digits of 4, 7 or 10 bytes: these cards are not found")
    }
    if sample.looksReversed(format) {
      return .warning(
        name, "BR868", "\(cards): most end as cards begin (04), such as \(first)",
        help: "are the bytes in the other order? then authorization.uid_format = \"reversed-bytes\"")
    }
    let ours = format.ours(fromTheirs: first)
    return .good(
      name, "\(cards), \(format.rawValue), such as \(first)" + (ours == first ? "" : " for our \(ours)"))
  }
}
