import BilateralBase

/// Why a value does not fit its field; place is the value's own.
struct ValueRefusal: Error {
  var code: FindingCode
  var message: String
  var help: String?
  var place: SourcePlace

  init(_ code: FindingCode, _ message: String, _ node: TOMLNode, help: String? = nil) {
    self.code = code
    self.message = message
    self.help = help
    place = node.place
  }
}

extension FieldKind {
  /// Reads a node as this kind of value.
  func read(_ node: TOMLNode) throws(ValueRefusal) -> TermValue {
    switch self {
    case .flag:
      guard let flag = node.boolean else { throw wrongType(node, "true or false") }
      return .flag(flag)
    case .integer(let range): return try readInteger(node, range)
    case .date: return try readDate(node)
    case .dateTime:
      guard let dateTime = node.dateTime else { throw wrongType(node, "2026-03-01T00:00:00Z without quotes") }
      return .text(dateTime.text)
    case .list(let element): return try readList(node, of: element)
    case .either(let first, let second):
      do throws(ValueRefusal) { return try first.read(node) } catch { return try second.read(node) }
    case .free: return .text(node.string ?? node.sourceText)
    default: return try readText(node)
    }
  }

  private func readInteger(_ node: TOMLNode, _ range: ClosedRange<Int>) throws(ValueRefusal) -> TermValue {
    guard let value = node.integer else { throw wrongType(node, "a whole number without quotes") }
    guard range.contains(Int(value)) else {
      throw ValueRefusal(
        .outOfRange, "\(value) is not between \(range.lowerBound) and \(range.upperBound)", node,
        help: "write a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return .integer(Int(value))
  }

  private func readDate(_ node: TOMLNode) throws(ValueRefusal) -> TermValue {
    guard let dateTime = node.dateTime, dateTime.kind == .localDate, let day = dateTime.day,
      let date = CivilDate(year: day.year, month: day.month, day: day.day)
    else { throw wrongType(node, "a date such as 2026-03-01 without quotes") }
    return .date(date)
  }

  private func readList(_ node: TOMLNode, of element: FieldKind) throws(ValueRefusal) -> TermValue {
    guard node.kind == .array else { throw wrongType(node, "a list in brackets") }
    var values: [TermValue] = []
    for item in node.elements { values.append(try element.read(item)) }
    return .list(values)
  }

  private func readText(_ node: TOMLNode) throws(ValueRefusal) -> TermValue {
    guard let text = node.string else {
      if node.kind == .integer || node.kind == .float, let unit = exampleUnit {
        throw ValueRefusal(
          .unit, "\(unit.what) has no unit", node, help: "write \"\(node.sourceText) \(unit.unit)\" in quotes"
        )
      }
      throw wrongType(node, "\(name) in quotes")
    }
    do throws(UnitRefusal) {
      return try value(of: text)
    } catch {
      throw ValueRefusal(error.code, error.message, node, help: error.help)
    }
  }

  private var exampleUnit: (what: String, unit: String)? {
    switch self {
    case .money: ("amount", "EUR")
    case .energyPrice: ("price", "EUR/kWh")
    case .timePrice: ("price", "EUR/min")
    case .sessionPrice: ("price", "EUR/session")
    case .percent: ("percentage", "%")
    case .duration: ("duration", "days")
    case .energy: ("energy", "kWh")
    case .power: ("power", "kW")
    case .rate: ("rate", "requests/min")
    case .either(let first, _): first.exampleUnit
    default: nil
    }
  }

  private func wrongType(_ node: TOMLNode, _ wanted: String) -> ValueRefusal {
    let article = "aeio".contains(node.kind.rawValue.first ?? " ") ? "an" : "a"
    return ValueRefusal(
      .wrongType, "expected \(name), found \(article) \(node.kind.rawValue)", node, help: "write \(wanted)")
  }
}
