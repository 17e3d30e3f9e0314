/// A limit from one moment to the next.
package struct ChargingProfilePeriod: WireObject {
  /// Seconds from the start of the profile.
  package var startPeriod: Int
  /// The limit, A for each phase or W in all (CPR-12).
  package var limit: WireNumber
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    startPeriod: Int, limit: WireNumber, extras: Extras = []
  ) {
    self.startPeriod = startPeriod
    self.limit = limit
    self.extras = extras
  }
}
