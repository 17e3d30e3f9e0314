import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// The CDR that a dispute is about: ours, or one that the partner sent.
struct DisputedCDR {
  let key: ObjectKey
  let direction: Dispute.Direction
  /// When its session ended.
  let end: Timestamp
  /// What is disputed where nobody says: the difference to our own amount, else all of it.
  let amount: Money?
  /// The heaviest of what stands against it; nil where nothing does.
  let reason: String?
  let words: String

  /// Finds it by its owner and id, or by its id alone.
  ///
  /// - Throws: 404 when there is none.
  init<Access>(_ name: String, with link: PartnerLink, in tx: Transaction<Access>) throws {
    let (party, id) = Self.parts(name)
    let ours = Set(link.terms.technical.ourRoles.map(\.party))
    for owner in party.map({ [$0] }) ?? Array(link.theirParties) {
      let key = ObjectKey(country: owner.country, party: owner.party, id: id)
      guard let row = try tx.received.object("cdrs", from: link.id, key), row.state == .live else { continue }
      try self.init(received: row, in: tx)
      return
    }
    for owner in party.map({ [$0] }) ?? Array(ours) {
      let key = ObjectKey(country: owner.country, party: owner.party, id: id)
      guard let row = try tx.own.object("cdrs", key), !row.isDeleted else { continue }
      let cdr = try OwnText.read(CDR.self, row.body)
      guard link.theirParties.contains(cdr.token.party) else { continue }
      self.init(own: cdr, row.key)
      return
    }
    throw OfficeError(
      .notFound, "BR732", "there is no CDR \(name) between us and \(link.id)",
      help: "name it with its owner: NL-ACM/C1")
  }

  private init<Access>(received row: ReceivedRow, in tx: Transaction<Access>) throws {
    let cdr: CDR = try ReceivedShelf<Access>.read(row.body, row.key, row.version)
    let verdict = try tx.cdrVerdicts.verdict(on: row.key, from: row.partner)
    let detail = verdict.flatMap { try? JSON.parse($0.detail.bytes) }
    let first = detail?["objections"]?.elements?.first
    let net = cdr.net
    var amount = net
    if first?["cause"]?.string == ReconcileCause.price.rawValue, let net,
      let ours = detail?["ours"]?["net"]?.string.flatMap({ Rational(decimalText: $0) })
    {
      amount = Money(net.amount - ours, net.currency).rounded()
    }
    (key, direction, end) = (row.key, .buy, cdr.endDateTime)
    (self.amount, reason, words) = (amount, first?["cause"]?.string, first?["words"]?.string ?? "")
  }

  private init(own cdr: CDR, _ key: ObjectKey) {
    (self.key, direction, end) = (key, .sell, cdr.endDateTime)
    (amount, reason, words) = (cdr.net, nil, "")
  }

  /// `NL-ACM/C1` in its parts; an id alone has no party.
  static func parts(_ name: String) -> (PartyID?, String) {
    let parts = name.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let party = PartyID(String(parts[0])) else { return (nil, name) }
    return (party, String(parts[1]))
  }
}

extension CDR {
  /// Its net total; nil in a currency that is none, or without a number.
  var net: Money? {
    guard let currency = Currency(currency.uppercased()), let amount = totalCost.beforeTaxes.rational else {
      return nil
    }
    return Money(amount, currency)
  }
}
