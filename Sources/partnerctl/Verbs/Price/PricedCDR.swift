import BilateralBase
import BilateralModel
import BilateralPricing

/// A CDR with its price under tariffs and what is to be said of the total it states.
struct PricedCDR {
  /// What the CDR is called.
  private(set) var id: String?
  /// Our price; nil when there is none.
  private(set) var price: PricedSession?
  /// What is said of the total; nil when the CDR states none.
  private(set) var verdict: CDRVerdict?
  /// Why there is no price.
  private(set) var reason: String?
  /// What cannot be read.
  private(set) var fault: String?

  /// Reads and prices.
  init(tariffs: JSONNode, cdr: JSONNode, zone: ZoneFile, version: OCPIVersion) {
    id = cdr["id"]?.string
    do throws(PricingReader.Fault) {
      let tariffs = try PricingReader.tariffs(tariffs, version: version)
      let read = try PricingReader.cdr(cdr, version: version, currency: tariffs.first?.currency)
      check(read, tariffs, zone, version)
    } catch {
      fault = error.description
    }
  }

  private mutating func check(
    _ read: PricingReader.ReadCDR, _ tariffs: [Tariff], _ zone: ZoneFile, _ version: OCPIVersion
  ) {
    do throws(PricingRefusal) {
      let check = try CDRCheck(tariffs: tariffs, zone: zone, version: version)
      self.check(read, check)
    } catch {
      reason = error.description
    }
  }

  private mutating func check(_ read: PricingReader.ReadCDR, _ check: CDRCheck) {
    guard read.statesTotal else {
      do throws(PricingRefusal) {
        price = try check.price(read.cdr)
      } catch {
        reason = error.description
      }
      return
    }
    let verdict = check.check(read.cdr)
    price = verdict.priced
    if case .unpriceable(let why) = verdict.outcome { reason = why }
    self.verdict = verdict
  }

  /// A CDR under a check that was made before.
  init(cdr: JSONNode, check: CDRCheck) {
    id = cdr["id"]?.string
    do throws(PricingReader.Fault) {
      self.check(
        try PricingReader.cdr(cdr, version: check.version, currency: check.currency), check)
    } catch {
      fault = error.description
    }
  }

  /// The verdict in a word; `none` when there is nothing to compare.
  var word: String { reason != nil || fault != nil ? "unpriceable" : verdict?.word ?? "none" }

  /// Whether nothing is to be complained about.
  var isAgreed: Bool { fault == nil && reason == nil && verdict?.isOwed ?? true }
}
