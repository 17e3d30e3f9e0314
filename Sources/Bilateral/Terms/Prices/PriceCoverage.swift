package import BilateralBase
import BilateralModel

/// Prices every connector that a partner sees under its rules (`validate --deep`): which has no price, and which rule takes
/// none.
package struct PriceCoverage: Sendable {
  private let file: PartnerFile
  private let pricing: PartnerPricing
  private let places: [ChargePlace]

  /// Prices and the connectors they are for.
  package init(_ file: PartnerFile, _ pricing: PartnerPricing, places: [ChargePlace]) {
    self.file = file
    self.pricing = pricing
    self.places = places
  }

  /// What was found, the connectors first.
  package func findings(at moment: Timestamp) -> [Diagnostic] {
    guard !pricing.findings.hasErrors, !places.isEmpty else { return [] }
    return unpriced(moment) + idleRules
  }

  private func unpriced(_ moment: Timestamp) -> [Diagnostic] {
    let lost = places.filter { pricing.tariffs(at: $0, moment: moment).isEmpty }
    guard let first = lost.first else { return [] }
    let why =
      pricing.rules.base == PriceRules.Base.none
      ? "no rule sets its price"
      : first.tariffs.isEmpty
        ? "its connector names no tariff"
        : "its connector names \(first.tariffs.map(\.text).joined(separator: ", ")), which the list has not"
    let more = lost.count > 1 ? ", and \(lost.count - 1) more connectors" : ""
    return [
      Diagnostic(
        .error, FindingCode.unpricedEVSE.id,
        "\(first.evseID?.text ?? "an EVSE") has no price: \(why)\(more)",
        help: "add its tariff to the list, write a rule for it, or exclude it in [share]",
        place: file.place(ofTable: pricing.rules.side.path), path: pricing.rules.side.path)
    ]
  }

  /// A rule that would take connectors and never gets one is behind others; one that would take none is a slip, or early.
  private var idleRules: [Diagnostic] {
    let finder = ClassFinder(pricing.rules)
    let drivers =
      [PricedDriver()] + finder.rules.flatMap { $0.when.driver.examples }
    var (fitting, taken): (Set<Int>, Set<Int>) = ([], [])
    for place in places {
      for base in place.tariffs.isEmpty ? [PriceRules.noList] : place.tariffs {
        for driver in drivers {
          let mask = finder.fitting(place, driver, tariff: base)
          fitting.formUnion(mask.positions(below: finder.rules.count))
          for run in finder.runs(mask) { taken.formUnion(run.rules) }
        }
      }
    }
    return finder.rules.indices.filter { !taken.contains($0) && finder.rules[$0].id != "*" }.map { position in
      let rule = finder.rules[position]
      let isBehind = fitting.contains(position)
      return Diagnostic(
        isBehind ? .error : .warning, isBehind ? FindingCode.unreachableRule.id : FindingCode.unusedRule.id,
        isBehind
          ? "rule \"\(rule.id)\" is never reached: rules above take every connector that it would"
          : "rule \"\(rule.id)\" takes none of \(places.count) connectors",
        help: isBehind ? "move it up, or give the rules above narrower conditions" : "check its condition",
        place: rule.place, path: "\(pricing.rules.side.path).rule[\(position)]")
    }
  }
}

extension DriverSelector {
  /// Drivers who fit.
  fileprivate var examples: [PricedDriver] {
    isEmpty
      ? []
      : tokenGroups.isEmpty
        ? [PricedDriver(auth: auth)] : tokenGroups.map { PricedDriver(tokenGroup: $0, auth: auth) }
  }
}
