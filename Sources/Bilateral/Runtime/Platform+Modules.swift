import BilateralModel

extension Platform {
  /// Everything we offer to partners, in the order of version details.
  package func ocpiModules() -> [any OCPIModule] {
    let authorizer = TokenAuthorizer(commons: commons)
    let authorize: TokensSender.Authorize = { call, uid in try await authorizer.answer(call, uid: uid) }
    let desk = ChargingPreferencesDesk(commons: commons)
    let preferences: SessionsSender.Preferences = { call, id in try await desk.answer(call, session: id) }
    let functional: [any OCPIModule] = [
      LocationsSender(commons), TariffsSender(commons), TokensSender(commons, authorize: authorize),
      SessionsSender(commons, preferences: preferences), CDRsSender(commons),
      LocationsReceiver(commons: commons),
      TariffsReceiver(commons: commons),
      TokensReceiver(commons: commons), SessionsReceiver(commons: commons), CDRsReceiver(commons: commons),
      CommandsSender(commons: commons), CommandsReceiver(commons: commons),
      ChargingProfilesSender(commons: commons), ChargingProfilesReceiver(commons: commons),
      HubClientInfoSender(commons), HubClientInfoReceiver(commons: commons),
    ]
    let credentials = CredentialsModule(
      commons: commons, loader: loader, served: Self.served(functional))
    let listed = [credentials] + functional
    return [VersionsModule(commons: commons, modules: listed)] + listed
  }

  /// The modules of which we have both sides: only what we can give and take is demanded of partners (CR-13).
  static func served(_ modules: [any OCPIModule]) -> Set<ModuleID> {
    func ids(_ role: InterfaceRole) -> Set<ModuleID> { Set(modules.filter { $0.role == role }.map(\.id)) }
    return ids(.sender).intersection(ids(.receiver))
  }
}
