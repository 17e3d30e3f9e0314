package import BilateralBase

extension Rational {
  /// The number as text that loses nothing: a decimal where it ends, else numerator and denominator, `1000:11421`.
  package var exactText: String {
    if let text = exactDecimalText { return text }
    let (top, bottom) = bigParts
    return "\(top):\(bottom)"
  }

  /// Reads what ``exactText`` wrote; nil for anything else.
  package init?(exactText text: some StringProtocol) {
    guard let colon = text.firstIndex(of: ":") else {
      self.init(decimalText: text)
      return
    }
    guard let top = Rational(decimalText: text[..<colon]),
      let bottom = Rational(decimalText: text[text.index(after: colon)...]), !bottom.isZero,
      let value = try? top / bottom
    else { return nil }
    self = value
  }
}

extension StatementCharge {
  /// The net amounts with their rates as one text, `11.75@21 3@9 1@`, in the order in which they stand.
  package static func text(of parts: [Part]) -> String {
    parts.map { "\($0.net.amount.exactText)@\($0.rate?.exactText ?? "")" }.joined(separator: " ")
  }

  /// Reads what ``text(of:)`` wrote; nil for anything else.
  package static func parts(_ text: String, _ currency: Currency) -> [Part]? {
    var parts: [Part] = []
    for word in text.split(separator: " ") {
      let cells = word.split(separator: "@", omittingEmptySubsequences: false)
      guard cells.count == 2, let net = Rational(exactText: cells[0]) else { return nil }
      let rate = cells[1].isEmpty ? nil : Rational(exactText: cells[1])
      guard cells[1].isEmpty || rate != nil else { return nil }
      parts.append(Part(Money(net, currency), rate: rate))
    }
    return parts.isEmpty ? nil : parts
  }
}

extension Statement.Entry {
  /// How the charge was counted as one text: `S/21/11.75 S/9/3|SEK/1000:11420/ECB/2026-10-30`.
  package var countedText: String {
    let amounts = amounts.map { amount in
      "\(amount.position.category.rawValue)/\(amount.position.rate.value.exactText)/\(amount.net.amount.exactText)"
    }
    guard let exchange else { return amounts.joined(separator: " ") }
    let day = exchange.date.map { "\($0)" } ?? ""
    let words = [exchange.from.code, exchange.rate.exactText, exchange.source, day]
    return amounts.joined(separator: " ") + "|" + words.joined(separator: "/")
  }

  /// A charge as it was counted.
  ///
  /// - Parameters:
  ///   - charge: the charge.
  ///   - text: what ``countedText`` wrote.
  ///   - currency: the currency of the statement.
  package init?(_ charge: StatementCharge, counted text: String, _ currency: Currency) {
    let halves = text.split(separator: "|", maxSplits: 1)
    var amounts: [Amount] = []
    for word in halves.first?.split(separator: " ") ?? [] {
      let cells = word.split(separator: "/")
      guard cells.count == 3, let category = TaxCategory(rawValue: String(cells[0])),
        let rate = Rational(exactText: cells[1]), let net = Rational(exactText: cells[2])
      else { return nil }
      let position = TaxPosition(category, Percent(value: rate))
      amounts.append(Amount(position: position, net: Money(net, currency)))
    }
    guard amounts.count == charge.parts.count else { return nil }
    self.init(
      charge: charge, amounts: amounts,
      exchange: halves.count == 2 ? ExchangeRate(counted: halves[1], to: currency) : nil)
  }
}

extension ExchangeRate {
  /// The rate that a charge was converted by, of what ``Statement/Entry/countedText`` wrote.
  package init?(countedText text: String, to currency: Currency) {
    let halves = text.split(separator: "|", maxSplits: 1)
    guard halves.count == 2 else { return nil }
    self.init(counted: halves[1], to: currency)
  }

  fileprivate init?(counted text: Substring, to currency: Currency) {
    let cells = text.split(separator: "/", omittingEmptySubsequences: false)
    guard cells.count == 4, let from = Currency(cells[0]), let rate = Rational(exactText: cells[1]) else {
      return nil
    }
    self.init(
      from: from, to: currency, rate: rate, source: String(cells[2]), date: CivilDate(text: cells[3]))
  }
}
