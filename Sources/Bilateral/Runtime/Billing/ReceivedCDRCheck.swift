import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// Re-rates a received CDR by the tariff that we hold of its partner, and says what comes of it; beside that what its driver
/// pays us, and what is left of it.
///
/// It never keeps a CDR from being taken: what cannot be priced is said to be so, with the reason.
struct ReceivedCDRCheck {
  let partner: String

  /// What is said of a CDR.
  func row<Access>(_ object: ReceivedObject, in tx: Transaction<Access>) throws -> CDRVerdictRow {
    var word = "unpriceable"
    var detail: JSON
    do {
      (word, detail) = try judge(object, in: tx)
    } catch let error as ReceivedTerms.Unusable {
      detail = ["reason": .string(error.reason)]
    } catch let error as WireError {
      detail = ["reason": .string("\(error)")]
    } catch let error as PricingRefusal {
      detail = ["reason": .string("\(error)")]
    }
    detail["verdict"] = .string(word)
    return CDRVerdictRow(
      partner: partner, key: object.key, verdict: word, detail: JSONText(detail.bytes))
  }

  private func judge<Access>(
    _ object: ReceivedObject, in tx: Transaction<Access>
  ) throws -> (word: String, detail: JSON) {
    guard let version = OCPIVersion(object.version) else {
      throw ReceivedTerms.Unusable(reason: "unknown version")
    }
    let shelf = ReceivedShelf(partner: partner, tx: tx)
    let cdr: CDR = try ReceivedShelf<Access>.read(object.body, object.key, object.version)
    let place = try ReceivedPlace(cdr, on: shelf)
    let terms = try ReceivedTerms(of: partner, at: cdr.startDateTime, in: tx)
    let session = ReceivedSession(
      cdr: cdr, version: version, place: place, driver: try Self.driver(cdr, in: tx), terms: terms,
      way: object.connection == partner ? .direct : .hub(object.connection))
    let agreed = try session.priced(.buy, in: tx)
    let original: CDR? = try cdr.creditReferenceID.flatMap { try shelf.held($0, of: cdr.party, "cdrs") }
    let check = try CDRCheck(
      tariffs: agreed?.tariffs ?? place.tariffs, zone: place.zone, version: version,
      tolerance: terms?.tolerance(in: cdr.currency) ?? CDRTolerance(), agreed: terms?.rounding ?? .standard)
    let verdict = check.check(agreed?.cdr ?? cdr, creditOf: original)
    var detail = Self.json(verdict, place.zoneFinding)
    detail["against"] = .string(agreed == nil ? "received" : "agreed")
    if cdr.isCredit != true, let agreed {
      for member in try session.beside(agreed, net: verdict.theirs.net).members {
        detail[member.name] = member.value
      }
    }
    if cdr.isCredit != true, let bill = try session.retail(cost: verdict.theirs, in: tx) {
      for member in bill { detail[member.name] = member.value }
    }
    return (verdict.word, detail)
  }

  /// The group of our driver's card, and how the session was begun.
  private static func driver<Access>(_ cdr: CDR, in tx: Transaction<Access>) throws -> PricedDriver {
    let key = ObjectKey(
      country: cdr.token.party.country, party: cdr.token.party.party, id: cdr.token.uid.text,
      sub: cdr.token.type.rawValue)
    let token = try tx.own.object("tokens", key).map { try OwnText.read(Token.self, $0.body) }
    return PricedDriver(
      tokenGroup: token?.groupID, auth: cdr.authMethod == .command ? "remote" : nil)
  }

  private static func json(_ verdict: CDRVerdict, _ zone: Diagnostic?) -> JSON {
    var findings: [JSON] = verdict.findings.map { JSON.string("\($0)") }
    if let zone { findings.append(JSON.string("\(zone)")) }
    var json: JSON = [
      "theirs": verdict.theirs.json, "ours": verdict.ours?.json ?? .null,
      "currency": verdict.priced.map { .string($0.currency.code) } ?? .null,
      "findings": .array(findings),
    ]
    switch verdict.outcome {
    case .explained(let convention): json["reason"] = .string("\(convention)")
    case .mismatch(let step): json["reason"] = .string("\(step)")
    case .unpriceable(let reason): json["reason"] = .string(reason)
    case .exact, .withinTolerance: break
    }
    return json
  }
}

extension StatedAmount {
  /// Both amounts as decimal strings; null for what is not known.
  var json: JSON {
    func text(_ value: Rational?) -> JSON { value.map { .string($0.decimalText(atMost: 6)) } ?? .null }
    return ["net": text(net), "gross": text(gross)]
  }
}
