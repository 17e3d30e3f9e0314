package import BilateralModel
package import BilateralNet
package import BilateralStore

/// What one platform may order of another: the commands, and what is asked about charging profiles and preferences.
///
/// All of them are one exchange: an order, a first answer, and for most of them a result later at `response_url`. What
/// differs stands in ``traits``.
package enum CommandKind: String, Sendable, Hashable, CaseIterable {
  case startSession = "START_SESSION"
  case stopSession = "STOP_SESSION"
  case reserveNow = "RESERVE_NOW"
  case cancelReservation = "CANCEL_RESERVATION"
  case unlockConnector = "UNLOCK_CONNECTOR"
  case setProfile = "SET_CHARGING_PROFILE"
  case clearProfile = "CLEAR_CHARGING_PROFILE"
  case getProfile = "GET_ACTIVE_CHARGING_PROFILE"
  case setPreferences = "SET_CHARGING_PREFERENCES"
  /// The other way round: the operator tells how a profile that was set works out (CPR-06).
  case updateProfile = "UPDATE_ACTIVE_CHARGING_PROFILE"

  /// What distinguishes one kind of order from the others.
  package struct Traits: Sendable {
    package var module: ModuleID
    /// The side of the module that takes the order.
    package var taker = InterfaceRole.receiver
    package var method: HTTPMethod = .post
    package var since = OCPIVersion.v2_1_1
    /// The field of the partner file that allows it, below `authorization`.
    package var permission: String?
    /// What may be said at once; empty where the envelope says it all.
    package var answers: [String]
    /// What may be said later; empty where nothing comes later.
    package var results: [String]
    package var body: (any WireObject.Type)?
  }

  /// What distinguishes this kind.
  package var traits: Traits {
    switch self {
    case .startSession: Self.command("remote_start", StartSession.self)
    case .stopSession: Self.command("remote_stop", StopSession.self)
    case .reserveNow: Self.command("reserve", ReserveNow.self)
    case .cancelReservation: Self.command("reserve", CancelReservation.self, since: .v2_2_1)
    case .unlockConnector: Self.command("unlock", UnlockConnector.self)
    case .setProfile: Self.profile(.put, SetChargingProfile.self)
    case .clearProfile: Self.profile(.delete, nil)
    case .getProfile: Self.profile(.get, nil)
    case .setPreferences:
      Traits(
        module: .sessions, taker: .sender, method: .put, since: .v2_2_1, permission: "charging_profiles",
        answers: Self.texts(ChargingPreferencesResponse.known), results: [], body: ChargingPreferences.self)
    case .updateProfile:
      Traits(
        module: .chargingProfiles, taker: .sender, method: .put, since: .v2_2_1, answers: [], results: [],
        body: ActiveChargingProfile.self)
    }
  }

  private static func command(
    _ permission: String, _ body: any WireObject.Type, since: OCPIVersion = .v2_1_1
  ) -> Traits {
    Traits(
      module: .commands, since: since, permission: permission, answers: texts(CommandResponseType.known),
      results: texts(CommandResultType.known), body: body)
  }

  private static func profile(_ method: HTTPMethod, _ body: (any WireObject.Type)?) -> Traits {
    Traits(
      module: .chargingProfiles, method: method, since: .v2_2_1, permission: "charging_profiles",
      answers: texts(ChargingProfileResponseType.known), results: texts(ChargingProfileResultType.known),
      body: body)
  }

  private static func texts(_ spellings: [Spelling]) -> [String] { spellings.map { "\($0.text)" } }
}

extension CommandKind {
  /// Whether a result comes later, after the first answer was yes.
  package var hasResult: Bool { !traits.results.isEmpty }
  /// What a partner is told when our platform says nothing; charging profiles have no word for it.
  package var silence: String {
    traits.results.contains(CommandResultType.timeout.rawValue)
      ? CommandResultType.timeout.rawValue
      : ChargingProfileResultType.rejected.rawValue
  }
  /// Those that name a session.
  package var isAboutSession: Bool {
    switch self {
    case .stopSession, .setProfile, .clearProfile, .getProfile, .setPreferences, .updateProfile: true
    case .startSession, .reserveNow, .cancelReservation, .unlockConnector: false
    }
  }
  /// Those after which a driver needs no further permission (CMD-15).
  package static let admitting: [CommandKind] = [.startSession, .reserveNow]
  /// Those about charging profiles that an operator takes.
  package static let profiles: [CommandKind] = [.setProfile, .clearProfile, .getProfile]
}

extension CommandRow {
  /// What it orders; nil for a word of a later build.
  package var command: CommandKind? { CommandKind(rawValue: kind) }
}
