package import BilateralBase

/// What a charger tells of one stay: when the plug went in and out, what the meter showed, what the vehicle did.
///
/// The operator's own record before it becomes charging periods; see ``PeriodBuilder``.
package struct MeterSeries: Hashable, Sendable {
  /// What goes on at the plug.
  package enum Activity: String, Hashable, Sendable, CaseIterable {
    /// Plugged in, and not begun yet.
    case preparing
    /// Power flows.
    case charging
    /// The vehicle would take power and the charger gives none, as when a load manager pauses it.
    case suspendedEVSE
    /// The vehicle asks for no power.
    case suspendedEV
    /// Done; the plug is still in.
    case finishing
    /// The charger cannot.
    case faulted
  }

  /// What the meter showed at a moment.
  package struct Reading: Hashable, Sendable {
    /// When.
    package var at: Timestamp
    /// The register of energy taken, in Wh; nil when only other things were read.
    package var register: Rational?
    /// Power in kW from then on; nil when nobody measured.
    package var power: Rational?
    /// Amperes over all phases from then on; nil when nobody measured.
    package var current: Rational?

    /// A reading; what is left out was not read.
    package init(at: Timestamp, register: Rational?, power: Rational? = nil, current: Rational? = nil) {
      self.at = at
      self.register = register
      self.power = power
      self.current = current
    }
  }

  /// A change of what goes on.
  package struct Change: Hashable, Sendable {
    /// When.
    package var at: Timestamp
    /// What from then on.
    package var activity: Activity

    /// A change.
    package init(at: Timestamp, _ activity: Activity) {
      self.at = at
      self.activity = activity
    }
  }

  /// A span of time, its end not in it.
  package struct Span: Hashable, Sendable {
    /// When it begins.
    package var from: Timestamp
    /// When it ends.
    package var until: Timestamp

    /// A span; one that would end before it begins is empty.
    package init(from: Timestamp, until: Timestamp) {
      self.from = from
      self.until = max(from, until)
    }

    /// Whether it is longer than any stay (400 days): then somebody's clock was wrong.
    var isTooLong: Bool { until - from > 400 * 86_400 }
  }

  /// When the EVSE was kept for the driver.
  package var reservation: Span?
  /// From plugging in to plugging out; nil when nobody came.
  package var stay: Span?
  /// What the meter showed, in any order.
  package var readings: [Reading]
  /// What went on, in any order; charging until something else is said.
  package var changes: [Change]

  /// A series of what was recorded.
  package init(
    stay: Span?, reservation: Span? = nil, readings: [Reading] = [], changes: [Change] = []
  ) {
    self.stay = stay
    self.reservation = reservation
    self.readings = readings
    self.changes = changes
  }
}
