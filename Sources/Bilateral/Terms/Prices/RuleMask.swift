/// A set of rules by their position in the file.
struct RuleMask: Hashable, Sendable {
  /// So many rules a block may have.
  static let most = 128

  private var bits: UInt128

  /// The rules of a list that a test takes.
  init<Rule>(_ rules: [Rule], where takes: (Rule) -> Bool) {
    bits = 0
    for (position, rule) in rules.enumerated() where takes(rule) { bits |= 1 << UInt128(position) }
  }

  /// The positions in order.
  func positions(below count: Int) -> [Int] { (0..<count).filter { bits >> UInt128($0) & 1 == 1 } }

  static func & (left: RuleMask, right: RuleMask) -> RuleMask {
    var both = left
    both.bits &= right.bits
    return both
  }

  static func | (left: RuleMask, right: RuleMask) -> RuleMask {
    var any = left
    any.bits |= right.bits
    return any
  }

  /// Those that are not among others.
  func subtracting(_ others: RuleMask) -> RuleMask {
    var rest = self
    rest.bits &= ~others.bits
    return rest
  }
}
