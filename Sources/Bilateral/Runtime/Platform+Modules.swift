import BilateralModel

extension Platform {
  /// Everything we offer to partners, in the order of version details.
  func ocpiModules() -> [any OCPIModule] {
    let functional: [any OCPIModule] = []
    let credentials = CredentialsModule(
      commons: commons, loader: loader, served: Set(functional.map(\.id)))
    let listed = [credentials] + functional
    return [VersionsModule(commons: commons, modules: listed)] + listed
  }
}
