import BilateralBase
import BilateralModel
import BilateralStore

/// A partner's tariffs, those that are due to be told now apart from those whose time is over or has yet to come.
///
/// Where versions tell when a tariff is valid all are due; elsewhere those that are valid now. What is held is
/// kept as it was made: at its moment no price list is read again, which may have changed since the last apply (ruling 9).
struct DueTariffs: Sendable {
  /// To be told.
  private(set) var due: [PublishedTariff] = []
  /// To be kept back.
  private(set) var held: [PublishedTariff] = []
  /// When another set is due; nil when that does not depend on time.
  private(set) var turn: Timestamp?

  /// Sorts tariffs.
  ///
  /// - Parameters:
  ///   - tariffs: all of them.
  ///   - moment: now; nil where all are due.
  ///   - end: what ended by then is gone: another one of a dated pair took its place (ruling 26).
  /// - Throws: `WireError` when one cannot be read.
  init(_ tariffs: [PublishedTariff], at moment: Timestamp?, endedBefore end: Timestamp? = nil)
    throws(WireError)
  {
    let tariffs = try end.map { end throws(WireError) in try Self.lasting(tariffs, end) } ?? tariffs
    guard let moment else {
      due = tariffs
      return
    }
    for tariff in tariffs {
      let object = try OwnText.read(Tariff.self, tariff.body)
      if object.isValid(at: moment) { due.append(tariff) } else { held.append(tariff) }
      for edge in [object.startDateTime, object.endDateTime] {
        if let edge, edge > moment { turn = min(turn ?? edge, edge) }
      }
    }
  }

  private static func lasting(_ tariffs: [PublishedTariff], _ end: Timestamp) throws(WireError)
    -> [PublishedTariff]
  {
    var lasting: [PublishedTariff] = []
    for tariff in tariffs {
      let object = try OwnText.read(Tariff.self, tariff.body)
      if object.endDateTime.map({ $0 > end }) ?? true { lasting.append(tariff) }
    }
    return lasting
  }
}
