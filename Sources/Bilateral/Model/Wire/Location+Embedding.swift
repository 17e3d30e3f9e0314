import BilateralBase

extension Location {
  /// Makes the location what a session or CDR of 2.1.1 holds; gives the reason when it cannot be said there.
  ///
  /// What happened at a location is told although the location itself is not published.
  mutating func embed(_ evse: CiString, _ connector: CiString, _ writer: inout WireWriter) -> String? {
    guard let reduced = reduced(toEVSE: evse, connector: connector) else {
      return "the location has no EVSE \(evse) with a connector \(connector)"
    }
    self = reduced
    let unsaid = evses.flatMap(\.connectors).first { !$0.canBeSaid(in: writer) }
    if let unsaid { return "\(writer.version) has no plug \(unsaid.standard)" }
    guard !publish else { return nil }
    writer.note(.dropped, "2.1.1 cannot say publish = false", member: "location")
    publish = true
    return nil
  }
}
