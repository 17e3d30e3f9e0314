import BilateralBase
import BilateralModel
import BilateralPricing
import Synchronization

/// Prices lines of a batch; keeps the tariffs it has compiled, as lines usually share them.
final class BatchPricer: Sendable {
  /// Some lines priced.
  struct Part {
    /// A line for each.
    var text = ""
    /// Whether all were priced and none deviates.
    var isAgreed = true
  }

  /// What makes two lines share a compiled tariff.
  private struct Key: Hashable {
    var tariffs: [UInt8]
    var zone: String
    var version: OCPIVersion
  }

  /// More than that many are dropped, so that a file of changing tariffs does not fill the memory.
  private static let mostKept = 512

  private let kept = Mutex<[Key: CDRCheck]>([:])
  private let zones = ZoneCatalog()

  /// Prices lines; empty ones are left out.
  func price(_ lines: some Sequence<String>) -> Part {
    var part = Part()
    for line in lines where line.utf8.contains(where: { $0 > 0x20 }) { price(line, into: &part) }
    return part
  }

  private func price(_ line: String, into part: inout Part) {
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(parsing: Array(line.utf8), limits: .wire)
    } catch {
      return write(nil, error: "not JSON: \(error)", into: &part)
    }
    let (id, root) = (document.root["id"], document.root)
    do throws(BatchFault) {
      let priced = PricedCDR(cdr: try member("cdr", of: root), check: try check(root))
      if let fault = priced.fault { throw BatchFault(fault) }
      guard let price = priced.price else { throw BatchFault(priced.reason ?? "there is no price") }
      part.isAgreed = part.isAgreed && priced.isAgreed
      write(
        id,
        [
          ("excl_vat", PricedCDR.number(price.net)), ("incl_vat", PricedCDR.number(price.gross)),
          ("verdict", .string(priced.word)),
        ], into: &part)
    } catch {
      write(id, error: error.message, into: &part)
    }
  }

  /// The tariffs of a line, compiled now or before.
  private func check(_ root: JSONNode) throws(BatchFault) -> CDRCheck {
    let tariffs = try member("tariffs", of: root)
    let version = try version(root)
    guard let name = root["time_zone"]?.string else { throw BatchFault("time_zone is missing") }
    let key = Key(tariffs: Array(tariffs.rawBytes), zone: name, version: version)
    if let known = kept.withLock({ $0[key] }) { return known }
    let made: CDRCheck
    do {
      made = try CDRCheck(
        tariffs: try PricingReader.tariffs(tariffs, version: version), zone: try zones.zone(name),
        version: version)
    } catch {
      throw BatchFault("\(error)")
    }
    kept.withLock { kept in
      if kept.count >= Self.mostKept { kept.removeAll(keepingCapacity: true) }
      kept[key] = made
    }
    return made
  }

  private func version(_ root: JSONNode) throws(BatchFault) -> OCPIVersion {
    guard let text = root["version"]?.string else { return .v2_2_1 }
    guard let version = OCPIVersion(text) else {
      throw BatchFault("'\(text.prefix(16))' is no version of OCPI")
    }
    return version
  }

  private func member(_ name: String, of root: JSONNode) throws(BatchFault) -> JSONNode {
    guard let member = root[name] else { throw BatchFault("\(name) is missing") }
    return member
  }

  private func write(_ id: JSONNode?, error: String, into part: inout Part) {
    part.isAgreed = false
    write(id, [("error", .string(error))], into: &part)
  }

  private func write(_ id: JSONNode?, _ members: [(String, JSON)], into part: inout Part) {
    let id = JSONMember("id", id.map { JSON($0) } ?? .null)
    part.text += JSON.object([id] + members.map { JSONMember($0.0, $0.1) }).text + "\n"
  }
}

/// Why a line has no price.
private struct BatchFault: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
