/// When a location is open.
package struct Hours: WireObject {
  /// Open at all times.
  package var isRoundTheClock: Bool
  /// The hours of each weekday.
  package var regularHours: [RegularHours]
  /// Open beyond the regular hours.
  package var exceptionalOpenings: [ExceptionalPeriod]
  /// Closed, whatever else is said.
  package var exceptionalClosings: [ExceptionalPeriod]
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    isRoundTheClock: Bool = false, regularHours: [RegularHours] = [],
    exceptionalOpenings: [ExceptionalPeriod] = [], exceptionalClosings: [ExceptionalPeriod] = [],
    extras: Extras = []
  ) {
    self.isRoundTheClock = isRoundTheClock
    self.regularHours = regularHours
    self.exceptionalOpenings = exceptionalOpenings
    self.exceptionalClosings = exceptionalClosings
    self.extras = extras
  }
}
