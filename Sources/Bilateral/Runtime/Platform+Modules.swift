import BilateralModel

extension Platform {
  /// Everything we offer to partners, in the order of version details.
  func ocpiModules() -> [any OCPIModule] {
    let functional: [any OCPIModule] = []
    return [VersionsModule(commons: commons, modules: functional)] + functional
  }
}
