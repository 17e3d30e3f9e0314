package import BilateralBase
package import BilateralModel

/// What restrictions of a tariff ask for, at one moment of a session.
package struct TariffMoment: Hashable, Sendable {
  /// Whether an EVSE is being kept for somebody.
  package enum Reservation: Hashable, Sendable {
    /// The session is one of charging.
    case none
    /// The EVSE is reserved, and the driver came or may still come.
    case held
    /// The reservation ran out unused.
    case expired
  }

  /// The wall clock at the charger.
  package var local: LocalTime
  /// Energy since the session began.
  package var energy: Energy
  /// Seconds since the session began, charging or not.
  package var seconds: Int
  /// Amperes at this moment, summed over the phases; nil when nobody measured.
  package var current: Rational?
  /// Power at this moment; nil when nobody measured.
  package var power: Power?
  /// Whether the EVSE is reserved.
  package var reservation: Reservation

  /// A moment; `local` is in the time zone of the location (LOC-20).
  package init(
    local: LocalTime, energy: Energy = .zero, seconds: Int = 0, current: Rational? = nil, power: Power? = nil,
    reservation: Reservation = .none
  ) {
    self.local = local
    self.energy = energy
    self.seconds = seconds
    self.current = current
    self.power = power
    self.reservation = reservation
  }
}

extension Tariff {
  /// The component that prices a dimension at a moment: of the first element in the list whose restrictions all hold
  /// and that has the dimension (TAR-07).
  ///
  /// For an expired reservation elements made for that come before those for any reservation.
  ///
  /// - Returns: the component; nil when no element has one, and the dimension costs nothing (TAR-08).
  package func component(_ dimension: TariffDimensionType, at moment: TariffMoment) -> PriceComponent? {
    let kinds: [ReservationRestrictionType?] =
      switch moment.reservation {
      case .none: [nil]
      case .held: [.reservation]
      case .expired: [.reservationExpires, .reservation]
      }
    for kind in kinds {
      for element in elements where element.restrictions?.reservation == kind {
        guard element.restrictions?.hold(at: moment) ?? true,
          let component = element.priceComponents.first(where: { $0.type == dimension })
        else { continue }
        return component
      }
    }
    return nil
  }
}
