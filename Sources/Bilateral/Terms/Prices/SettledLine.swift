package import BilateralBase

/// An amount that a contract knows and OCPI cannot say: it stands on the statement beside the CDR (ruling 24).
package struct SettledLine: Hashable, Sendable {
  /// What makes it.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Parking beyond the free time, up to its cap.
    case parking
    /// A failed start that costs nothing.
    case freeBelow = "free-below"
    /// A minimum or maximum of the session that the version cannot carry.
    case limit
    /// A volume rebate.
    case tier
    /// What is missing of a promised volume.
    case shortfall
    /// A cap for one card and month.
    case monthlyCap = "monthly-cap"
    /// What the hub takes.
    case hub
    /// What was disputed of a charge, owed since the dispute is over.
    case disputed

    /// The kinds that one session makes, and no other session has a part in.
    package static let ofSession: [Kind] = [.parking, .freeBelow, .limit]
  }

  /// What makes it.
  package var kind: Kind
  /// The rule, where one makes it.
  package var rule: String?
  /// In words a driver or bookkeeper understands.
  package var reason: String
  /// Net and not rounded; negative for what is given back.
  package var amount: Money

  /// What it is listed under on a statement: the same for all sessions that owe it for the same cause.
  package var title: String {
    switch kind {
    case .parking: "Parking beyond the free time, up to its cap"
    case .freeBelow: "Failed starts, free of charge"
    case .limit:
      amount.amount.isNegative ? "Above the highest price of a session" : "Up to the least price of a session"
    case .tier, .shortfall, .monthlyCap, .hub, .disputed: reason
    }
  }

  /// A line.
  package init(_ kind: Kind, rule: String? = nil, reason: String, amount: Money) {
    self.kind = kind
    self.rule = rule
    self.reason = reason
    self.amount = amount
  }
}
