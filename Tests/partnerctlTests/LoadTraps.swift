import BilateralTestTools

/// Places at which a runtime dies, chosen by dice.
enum LoadTraps {
  /// Around any commit, or with an answer to the partner unsent.
  static func counted(_ dice: inout Dice, _ count: Int) -> [String] {
    (0..<count).map { _ in
      dice.one(of: ["before-commit", "after-commit", "answer"]) + ":\(dice.number(10...120))"
    }
  }

  /// The commits of an end, in their order.
  static let steps = [
    "partner.offboard.tokens", "partner.offboard.sessions", "partner.offboard.cdrs", "settle.close",
    "partner.offboard.credentials", "credentials.left", "partner.offboard.archive", "partner.offboard.ended",
  ]

  /// Around each commit of an end, or around some of them, in their order.
  static func ending(_ dice: inout Dice, isLong: Bool) -> [String] {
    var places: [String] = []
    for step in steps where isLong || dice.happens(40) {
      let moments = ["before-commit", "after-commit"]
      places += (isLong ? moments : [dice.one(of: moments)]).map { "\($0):\(step)" }
    }
    return places
  }

  /// Around the commits of a suspension and of its end, and anywhere.
  static func suspending(_ dice: inout Dice, isLong: Bool) -> [String] {
    let acts = ["partner.suspended", "partner.resumed"].map { act in
      dice.one(of: ["before-commit", "after-commit"]) + ":\(act)"
    }
    return isLong ? acts + counted(&dice, 3) + acts : acts
  }
}
