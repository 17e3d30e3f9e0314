import BilateralBase
import BilateralModel

/// A credit takes a CDR back: only `total_cost` is turned round, and all else is as it was (R19).
extension CDRCheck {
  func creditFindings(_ credit: CDR, _ original: CDR?) -> [CDRFinding] {
    guard let original else { return [] }
    var findings: [CDRFinding] = []
    let sum = StatedAmount(credit.totalCost) - -StatedAmount(original.totalCost)
    if !(sum.net ?? .zero).isZero || !(sum.gross ?? .zero).isZero {
      let left = (sum.net ?? sum.gross ?? .zero).decimalText(atMost: 6)
      findings.append(CDRFinding(.creditDiffers, "total_cost", "together with the CDR it leaves \(left)"))
    }
    if credit.creditReferenceID != original.id {
      findings.append(
        CDRFinding(.creditDiffers, "credit_reference_id", "it does not name the CDR \(original.id)"))
    }
    let (new, old) = (Self.rest(of: credit), Self.rest(of: original))
    for member in new.keys.sorted() + old.keys.filter({ new[$0] == nil }).sorted()
    where new[member] != old[member] {
      findings.append(CDRFinding(.creditDiffers, member, "it is not as in the CDR that is taken back"))
    }
    return findings
  }

  /// All members that a credit leaves as they were.
  private static func rest(of cdr: CDR) -> [String: JSON] {
    let changing = [
      "id", "credit", "credit_reference_id", "total_cost", "last_updated", "remark", "invoice_reference_id",
    ]
    guard let text = try? WireWriter.text(of: cdr, version: .newest), let json = try? JSON.parse(text),
      case .object(let members) = json
    else { return [:] }
    return Dictionary(
      members.filter { !changing.contains($0.name) }.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }
}
