import BilateralBase

extension Hours {
  package init(blank: Blank) {
    self.init(isRoundTheClock: Bool(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    if w.version == .v2_1_1 {
      // 2.1.1 has either this or regular hours (LOC-19).
      var flag = isRoundTheClock ? true : Bool?.none
      try w.optional("twentyfourseven", &flag)
      isRoundTheClock = flag ?? false
    } else {
      try w.field("twentyfourseven", &isRoundTheClock)
    }
    try w.list("regular_hours", &regularHours)
    try w.list("exceptional_openings", &exceptionalOpenings)
    try w.list("exceptional_closings", &exceptionalClosings)
  }
}

extension Hours {
  /// Hours that say nothing are left out, and round the clock needs no regular ones.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    if isRoundTheClock, !regularHours.isEmpty {
      writer.note(.dropped, "it is open round the clock", member: "regular_hours")
      regularHours = []
    }
    let saysNothing =
      !isRoundTheClock && regularHours.isEmpty && exceptionalOpenings.isEmpty && exceptionalClosings.isEmpty
    return saysNothing ? "it names no hours" : nil
  }

  /// Regular hours and round-the-clock exclude each other (LOC-18, LOC-19).
  package func checkTogether(_ checker: inout WireChecker) {
    let requirement = checker.version == .v2_1_1 ? "LOC-19" : "LOC-18"
    if isRoundTheClock, !regularHours.isEmpty {
      checker.note(
        .error, .contradiction, "must be absent when twentyfourseven is true", requirement: requirement,
        member: "regular_hours")
    } else if !isRoundTheClock, regularHours.isEmpty {
      checker.note(
        .error, .contradiction, "must be given when twentyfourseven is false", requirement: requirement,
        member: "regular_hours")
    }
  }
}
