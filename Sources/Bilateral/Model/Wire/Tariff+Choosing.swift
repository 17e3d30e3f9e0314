package import BilateralBase

extension Tariff {
  /// The one tariff to name at a connector for 2.1.1, which has room for one.
  ///
  /// It must be valid now; a regular one goes before one without type, others are for special sessions and never
  /// chosen. Where several are left nothing is chosen: any of them might be wrong.
  ///
  /// - Parameters:
  ///   - tariffs: those that the connector names.
  ///   - moment: now.
  /// - Returns: nothing when there is none or more than one.
  package static func single(of tariffs: [Tariff], at moment: Timestamp) -> Tariff? {
    let valid = tariffs.filter { $0.isValid(at: moment) }
    let regular = valid.filter { $0.type == .regular }
    let candidates = regular.isEmpty ? valid.filter { $0.type == nil } : regular
    return candidates.count == 1 ? candidates.first : nil
  }
}
