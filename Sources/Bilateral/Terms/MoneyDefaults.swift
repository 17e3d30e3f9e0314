import BilateralBase

/// What is in force about money although nobody wrote it: the built-in defaults, which are put into the file for people to
/// sign before a partnership goes live (ruling 15).
package enum MoneyDefaults {
  /// Begins a line of a file below which values wait to be agreed.
  package static let mark = "# sign-off:"

  /// The values of a file that are built-in defaults and about money, in the order of the field table.
  ///
  /// - Parameter file: the file.
  /// - Returns: nothing for a partner with which no money moves: without prices, settlement or terms of CDRs.
  package static func open(in file: PartnerFile) -> [EffectiveValue] {
    let isSettled = file.hasTable("settlement")
    let hasPrices = PriceSide.allCases.contains { file.hasTable($0.path) }
    guard isSettled || hasPrices || file.hasTable("cdr") || file.hasTable("dispute") else { return [] }
    return file.effective.filter { value in
      guard value.origin == .builtIn, !FieldTable.isUnused(value.path) else { return false }
      switch value.path.prefix(while: { $0 != "." }) {
      case "pricing", "cdr", "dispute": return true
      // How we read their statements is no term of ours with them.
      case "settlement": return isSettled && !value.path.hasPrefix("settlement.import.")
      default: return value.path == "agreement.zone"
      }
    }
  }

  /// The lines of a text below which values wait to be agreed, counted from 1.
  package static func marks(in text: String) -> [Int] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .filter { $0.element.drop(while: \.isWhitespace).hasPrefix(mark) }.map { $0.offset + 1 }
  }
}
