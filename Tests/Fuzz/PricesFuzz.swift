import BilateralBase
import BilateralModel
import BilateralPricing

/// A price never crashes, hangs or drifts, and its parts add up to the whole.
///
/// The input is `{"version": …, "zone": …, "policy": …, "tariffs": […], "cdr": {…}}`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let root = try? JSONDocument(wire: bytes).root, let list = root["tariffs"], let node = root["cdr"],
    let version = OCPIVersion(root["version"]?.string ?? "2.2.1"),
    let tariffs = try? PricingReader.tariffs(list, version: version)
  else { return 0 }
  for tariff in tariffs { _ = TariffLint.check(tariff, version: version).map(\.description) }
  let policy = PricingPolicy.fuzzed(root["policy"]?.int ?? 0)
  let zone = FuzzZones.zone(root["zone"]?.string ?? "UTC")
  guard let pricer = try? Pricer(tariffs: tariffs, zone: zone, version: version, policy: policy) else {
    return 0
  }
  if let session = try? ChargedSession(reading: node, version: version, policy: policy) {
    PriceLaw.hold(session, pricer, tariffs)
  }
  guard
    let read = try? PricingReader.cdr(node, version: version, currency: tariffs.first?.currency),
    let check = try? CDRCheck(tariffs: tariffs, zone: zone, version: version, policy: policy)
  else { return 0 }
  if let session = try? ChargedSession(read.cdr, version: version, policy: policy) {
    PriceLaw.hold(session, pricer, tariffs)
  }
  _ = check.check(read.cdr).word
  return 0
}

/// What holds for every price.
private enum PriceLaw {
  static func hold(_ session: ChargedSession, _ pricer: Pricer, _ tariffs: [Tariff]) {
    let priced = try? pricer.price(session)
    let exact = try? pricer.priceExactly(session)
    law((priced == nil) == (exact == nil), "priced one way and refused the other")
    guard let priced, let exact else { return }
    law(priced.net == exact.net && priced.gross == exact.gross, "two ways, two amounts")
    law(priced.lines == exact.lines && priced.taxes == exact.taxes, "two ways, two bills")
    law(priced.findings == exact.findings, "two ways, other findings")
    addUp(priced)
    if isPlain(session, tariffs) { stayPositive(priced) }
    _ = priced.explanation().description
    _ = priced.explanation().json.canonicalBytes
    _ = (priced.sessionTotals, priced.isUncertain, priced.limits)
  }

  /// Lines into parts, parts into the whole, taxes between net and gross.
  private static func addUp(_ priced: PricedSession) {
    for (component, part) in priced.parts {
      let lines = priced.lines.filter { $0.component == component }
      law(sum(lines.map(\.net)) == part.net || part.net == nil, "lines of \(component) do not add up")
      law(sum(lines.map(\.gross)) == part.gross || part.gross == nil, "gross lines of \(component)")
      // A fee for a reservation is of it, and nothing that is measured.
      let billed = lines.filter { $0.dimension != .flat || component == .flat }.reduce(.zero) {
        $0 + $1.billed
      }
      law(billed == part.billed, "the billed of \(component): \(billed), \(part.billed)")
    }
    guard priced.limits.isEmpty else { return }
    let parts = Array(priced.parts.values)
    law(priced.net == nil || sum(parts.map(\.net)) == priced.net, "parts do not add up to the net whole")
    law(priced.gross == nil || sum(parts.map(\.gross)) == priced.gross, "parts and the gross whole")
    guard let net = priced.net, let gross = priced.gross, !priced.taxes.isEmpty else { return }
    law(priced.taxes.reduce(.zero) { $0 + $1.net } == net, "taxed amounts and the net whole")
    law(priced.taxes.reduce(net) { $0 + $1.tax } == gross, "taxes and the gross whole")
  }

  private static func sum(_ amounts: [Rational?]) -> Rational? {
    amounts.reduce(Rational.zero) { sum, amount in sum.flatMap { sum in amount.map { sum + $0 } } }
  }

  private static func stayPositive(_ priced: PricedSession) {
    law(
      priced.lines.allSatisfy { !$0.billed.isNegative && !$0.stepEffect.isNegative },
      "billed less than nothing")
    if let net = priced.net {
      law(!net.isNegative, "less than nothing to pay")
      law(priced.gross.map { $0 >= net } ?? true, "tax takes something away")
    }
    law(priced.gross?.isNegative != true, "less than nothing to pay with tax")
  }

  /// Whether nothing that went in is below zero.
  private static func isPlain(_ session: ChargedSession, _ tariffs: [Tariff]) -> Bool {
    let measured = session.periods.flatMap { [$0.energy, $0.charging, $0.parking, $0.reservation] }
    let components = tariffs.flatMap(\.elements).flatMap(\.priceComponents)
    let prices = components.flatMap { [$0.price.rational, $0.vat?.rational] }
    let limits = tariffs.flatMap { [$0.minPrice, $0.maxPrice] }.flatMap {
      [$0?.beforeTaxes.rational, $0?.afterTaxes?.rational]
    }
    return (measured + prices + limits).allSatisfy { $0?.isNegative != true }
  }
}

extension PricingPolicy {
  /// One of the policies, by a number.
  fileprivate static func fuzzed(_ number: Int) -> PricingPolicy {
    var rest = number.magnitude
    func one<Choice>(_ choices: [Choice]) -> Choice {
      defer { rest /= UInt(choices.count) }
      return choices[Int(rest % UInt(choices.count))]
    }
    var policy = PricingPolicy.standard
    policy.unnamedTariff = one(UnnamedTariff.allCases)
    policy.lookup = one(Lookup.allCases)
    policy.equalBounds = one(EqualBounds.allCases)
    policy.windowDay = one(WindowDay.allCases)
    policy.sessionClock = one(SessionClock.allCases)
    policy.stepSize = one(StepSize.allCases)
    policy.timeStep = one(TimeStep.allCases)
    policy.range = one(Range.allCases)
    policy.unmeasured = one(Unmeasured.allCases)
    policy.snapsToSeconds = one([true, false])
    policy.stepsUnpriced = one([false, true])
    policy.limitsHoldReservation = one([true, false])
    return policy
  }
}

/// A few zones of the system, each read once.
private enum FuzzZones {
  private static let zones: [String: ZoneFile] = {
    let catalog = ZoneCatalog()
    let names = [
      "Europe/Amsterdam", "Europe/Dublin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe",
      "Asia/Kathmandu", "Pacific/Chatham", "Asia/Tokyo",
    ]
    return names.reduce(into: [:]) { $0[$1] = try? catalog.zone($1) }
  }()

  static func zone(_ name: String) -> ZoneFile { zones[name] ?? .utc }
}
