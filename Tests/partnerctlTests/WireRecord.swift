import Bilateral
import BilateralBase
import BilateralModel

/// Inspects the bodies that an exchange log recorded, as `partnerctl inspect` does.
struct WireRecord {
  /// How often which object was seen, such as `PUT locations` and `POST cdrs`.
  private(set) var seen: [String: Int] = [:]
  /// What is wrong, with the exchange.
  private(set) var errors: [String] = []
  /// Bodies that were inspected.
  private(set) var bodies = 0
  private let version: OCPIVersion

  init(_ version: OCPIVersion) { self.version = version }

  /// Looks at one exchange.
  mutating func look(_ row: JSON) {
    let (method, path) = (row["method"]?.string ?? "", row["path"]?.string ?? "")
    let segments = path.prefix { $0 != "?" }.split(separator: "/").map { String($0) }
    let place = segments.firstIndex(of: "ocpi").map { Array(segments[($0 + 1)...]) } ?? []
    guard let address = try? OCPIAddress(place) else { return errors.append("\(method) \(path): no address") }
    if let spoken = address.version, spoken != version { errors.append("\(method) \(path): not \(version)") }
    if row["http"]?.int ?? 0 >= 300 || row["ocpi"]?.int != 1000 { errors.append("not taken: \(row.text)") }
    let kinds = kinds(method, address)
    seen["\(method) \(kinds.request ?? kinds.response)", default: 0] += 1
    inspect(row, "request", kinds.request, isPart: method == "PATCH")
    inspect(row, "response", kinds.response, isPart: false)
  }

  private func kinds(_ method: String, _ address: OCPIAddress) -> (request: String?, response: String) {
    let (module, rest) = (address.module.rawValue, address.rest)
    switch module {
    case "versions": return (nil, address.version == nil ? "versions" : "version-details")
    case "tokens" where method == "POST": return ("location-references", "authorization-info")
    case "commands" where rest.count == 1: return ("commands/" + rest[0], "command-responses")
    case "commands":
      let result = version == .v2_1_1 ? "command-responses" : "command-results"
      return (result, result)
    case "locations" where rest.count > 3: return (rest.count == 4 ? "evses" : "connectors", "locations")
    default: return (method == "GET" ? nil : module, module)
    }
  }

  private mutating func inspect(_ row: JSON, _ side: String, _ kind: String?, isPart: Bool) {
    guard let size = row[side + "_size"]?.int, size > 0 else { return }
    let exchange = "\(row["method"]?.string ?? "") \(row["path"]?.string ?? ""), \(side)"
    guard let kind, let text = row[side]?.string, size <= Exchange.bodyLimit else {
      return errors.append("\(exchange): \(size) bytes cannot be inspected")
    }
    bodies += 1
    do {
      let inspection = try Inspection(
        Array(text.utf8), module: kind, version: version, isEnveloped: side == "response")
      guard let inspection else { return errors.append("\(exchange): \(version) has no \(kind)") }
      let changed = isPart ? (try JSON.parse(text)).members?.map(\.name) ?? [] : []
      for finding in inspection.findings where finding.severity == .error {
        // A change names only what changes; of the rest nothing can be wrong.
        guard !isPart || changed.contains(where: { "\(finding.path)".hasPrefix($0) }) else { continue }
        errors.append("\(exchange): \(finding.path) \(finding.message)")
      }
    } catch {
      errors.append("\(exchange): \(error)")
    }
  }
}
