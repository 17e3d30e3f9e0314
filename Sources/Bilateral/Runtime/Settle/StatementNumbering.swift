import BilateralBase
import BilateralStore
import BilateralTerms

/// Who writes an invoice, and the series that its number is drawn from.
package struct StatementNumbering: Hashable, Sendable {
  /// Who writes it.
  package enum Writer: String, Hashable, Sendable {
    case us
    case them
    case hub
  }

  /// Who writes it.
  package let writer: Writer
  /// Whether the buyer writes it in the seller's name.
  package let isSelfBilled: Bool
  /// What numbers begin with, without the year.
  package let series: String

  /// The numbering of a direction between two entities.
  ///
  /// An invoice of ours counts in the series of the entity that sells, as the law asks. What the other side writes is
  /// expected under a series of its own, which never stands on an invoice.
  ///
  /// - Parameters:
  ///   - order: what is settled.
  ///   - direction: who is paid.
  ///   - us: our entity and its place in the file.
  ///   - them: theirs.
  init(
    _ order: SettlementOrder, _ direction: ChargeRow.Direction, us: (place: Int, entity: LegalEntity),
    them: (place: Int, entity: LegalEntity)
  ) {
    let invoicing = order.terms.invoicing
    isSelfBilled = invoicing == .selfBilling
    writer =
      switch (invoicing, direction) {
      case (.hub, _): .hub
      case (.cpo, .sell), (.selfBilling, .buy): .us
      case (.cpo, .buy), (.selfBilling, .sell): .them
      }
    let prefix = Self.trimmed(order.terms.numberPrefix ?? order.file.id.uppercased())
    func several(_ side: PartnerFile.Side, _ place: Int) -> String {
      order.file.entities(of: side).count > 1 ? "-\(place + 1)" : ""
    }
    switch (writer, isSelfBilled) {
    case (.us, false):
      series = us.entity.numberSeries.map(Self.trimmed) ?? prefix + several(.us, us.place)
    case (.us, true): series = "SB-" + prefix + several(.them, them.place)
    default: series = "EX-" + prefix
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text
    while let last = text.last, "-/ ".contains(last) { text.removeLast() }
    return text
  }

  /// The series of a day: numbers begin again with each year.
  func series(on day: CivilDate) -> String { "\(series)-\(day.year)" }

  /// A number as it is written: `ACM-2026-0010`.
  func number(_ count: Int64, on day: CivilDate) -> String {
    let digits = String(count)
    return "\(series(on: day))-" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
