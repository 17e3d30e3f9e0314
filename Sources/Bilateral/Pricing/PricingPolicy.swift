/// What is done where the specification is silent or contradicts itself: a named choice for each, with our default.
///
/// The rules are numbered as in decision 0008.
package struct PricingPolicy: Hashable, Sendable {
  /// A period that names no tariff (R2).
  package enum UnnamedTariff: String, Hashable, Sendable, CaseIterable {
    /// The session's tariff when only one was supplied; else the period costs nothing.
    case onlyTariff = "only-tariff"
    /// Always the session's tariff.
    case sessionTariff = "session-tariff"
    /// It costs nothing, as 2.2.1 reads by its letter.
    case unpriced
  }

  /// How an element is found (R3).
  package enum Lookup: String, Hashable, Sendable, CaseIterable {
    /// For each dimension the first element that holds and has it.
    case perDimension = "per-dimension"
    /// The first element that holds prices everything, as 2.1.1 reads by its letter.
    case perElement = "per-element"
  }

  /// Windows whose bounds are equal (R4).
  package enum EqualBounds: String, Hashable, Sendable, CaseIterable {
    /// They hold all day.
    case wholeDay = "whole-day"
    /// They never hold.
    case never
  }

  /// The day on which a window over midnight is looked at (R4).
  package enum WindowDay: String, Hashable, Sendable, CaseIterable {
    /// The day it is now: both must hold at that moment.
    case current
    /// The day on which the window opened.
    case opening
  }

  /// When durations begin to count (R5).
  package enum SessionClock: String, Hashable, Sendable, CaseIterable {
    /// With the first period that is no reservation.
    case firstPeriod = "first-period"
    /// With the start of the session.
    case sessionStart = "session-start"
  }

  /// What `step_size` rounds up (R8).
  package enum StepSize: String, Hashable, Sendable, CaseIterable {
    /// The total of the session, once.
    case session
    /// Each period for itself, as 2.1.1 may be read.
    case perPeriod = "per-period"
    /// Nothing.
    case off
  }

  /// Which of TIME and PARKING_TIME is rounded up when both are priced (R8).
  package enum TimeStep: String, Hashable, Sendable, CaseIterable {
    /// PARKING_TIME.
    case parkingFirst = "parking-first"
    /// The one that came last.
    case lastPeriod = "last-period"
  }

  /// How a range of current or power is held against a bound (R9).
  package enum Range: String, Hashable, Sendable, CaseIterable {
    /// The element must hold for the whole period.
    case wholePeriod = "whole-period"
    /// It is enough that it held at some moment.
    case anyMoment = "any-moment"
  }

  /// What nobody measured (R9).
  package enum Unmeasured: String, Hashable, Sendable, CaseIterable {
    /// It does not hold.
    case fails
    /// It holds.
    case holds
  }

  /// A period without a tariff's name.
  package var unnamedTariff = UnnamedTariff.onlyTariff
  /// How an element is found.
  package var lookup = Lookup.perDimension
  /// Equal bounds of a window.
  package var equalBounds = EqualBounds.wholeDay
  /// The day of a window over midnight.
  package var windowDay = WindowDay.current
  /// When durations begin.
  package var sessionClock = SessionClock.firstPeriod
  /// Whether hours that stand for whole seconds are taken as those (R7).
  package var snapsToSeconds = true
  /// What is rounded up.
  package var stepSize = StepSize.session
  /// Which time is rounded up.
  package var timeStep = TimeStep.parkingFirst
  /// Whether a reservation is rounded up for itself and not with TIME (R8).
  package var stepsReservationApart = true
  /// Whether volumes without a price count towards a step (R8).
  package var stepsUnpriced = false
  /// Ranges of current and power.
  package var range = Range.wholePeriod
  /// What nobody measured.
  package var unmeasured = Unmeasured.fails
  /// Whether power may be worked out of energy and time (R9).
  package var estimatesPower = true
  /// Whether the least and the most price hold the reservation as well (R13).
  package var limitsHoldReservation = true

  /// The choices of decision 0008.
  package static let standard = PricingPolicy()

  /// The standard choices; change what you need.
  package init() {}
}
