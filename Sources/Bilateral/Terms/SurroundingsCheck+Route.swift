import BilateralBase

/// What a route means for money.
extension SurroundingsCheck {
  mutating func checkRoute() {
    let route = file.route
    checkHubFee(route)
    checkSessionWays(route)
    checkRouteCountries(route)
  }

  /// A fee that no session ever owes; what all partners share says nothing of one of them.
  private mutating func checkHubFee(_ route: RouteTerms) {
    let path = "route.hub_fee"
    guard let fee = file.hubFee, file.entry(path)?.origin == .file, !fee.isEverOwed else { return }
    guard let hub = route.hub else {
      return report(
        .error, .idleHubFee, "there is a hub fee and no hub", at: path,
        help: "add hub = \"…\" and a kind that uses it, or take hub_fee out")
    }
    report(
      .warning, .idleHubFee, "no session goes by \(hub), so the fee is never owed", at: path,
      help: "the route of cdrs is direct: change kind or per_module, or take hub_fee out")
  }

  /// A session and its CDR are one contract: the hub sees both or none.
  private mutating func checkSessionWays(_ route: RouteTerms) {
    let (sessions, cdrs) = (route.ways(of: "sessions"), route.ways(of: "cdrs"))
    guard sessions != cdrs else { return }
    let stated = ["cdrs", "sessions"].map { "route.per_module.\($0)" }.first { file.entry($0) != nil }
    func words(_ ways: Set<Way>) -> String {
      ways.count > 1 ? "on both ways" : ways == [.direct] ? "directly" : "by the hub"
    }
    report(
      .error, .sessionOnTwoWays, "sessions go \(words(sessions)) and their CDRs \(words(cdrs))",
      at: stated ?? "route.per_module", help: "write the same way for sessions and cdrs in route.per_module")
  }

  private mutating func checkRouteCountries(_ route: RouteTerms) {
    let shared = Set(file.texts("share.countries").map { $0.uppercased() })
    let weShow = file.ourRoles.contains { $0.kind == .cpo } && !shared.isEmpty
    for (path, _) in file.terms.entries.below("route.per_country") {
      let country = path.dropFirst("route.per_country.".utf8.count).trimmingQuotes.uppercased()
      if CountryCode.threeLetters(of: country) == nil {
        report(
          .error, .routeOfNoCountry, "\"\(country)\" is no country", at: path,
          help: "write two letters, such as NL")
      } else if weShow, !shared.contains(country) {
        report(
          .warning, .routeOfNoCountry, "nothing in \(country) is shared with this partner", at: path,
          help: "add \"\(country)\" to share.countries, or take the line out")
      }
    }
  }
}

extension Fleet {
  /// Modules that a hub's file broadcasts while a partner behind the hub gets copies of its own: two, under two terms.
  static func checkBroadcasts(_ files: [PartnerFile], _ findings: inout [Diagnostic]) {
    let active = files.filter { [.test, .live].contains($0.status) }
    let hubs = Dictionary(
      active.filter { $0.theirRoles.contains { $0.kind == .hub } }.map { ($0.id, $0) }
    ) { first, _ in first }
    for file in active where file.route.usesHub {
      guard let hub = file.route.hub.flatMap({ hubs[$0] }), hub.id != file.id else { continue }
      for module in ["locations", "tariffs"] where hub.broadcasts(module) && file.broadcasts(module) {
        let path = "sync.\(module).mode"
        findings.append(
          Diagnostic(
            .warning, FindingCode.doubleBroadcast.id,
            "\(hub.file) broadcasts \(module) to everybody behind the hub, so \(file.id) gets them twice, under two terms",
            help: "write \(path) = \"off\" in \(hub.file) or in \(file.file)",
            place: file.place(near: path), path: path))
      }
    }
  }
}

extension PartnerFile {
  /// Whether we push a module of ours to whom this file is about.
  fileprivate func broadcasts(_ module: String) -> Bool {
    ourRoles.contains { $0.kind == .cpo } && sync(module).pushes
  }
}
