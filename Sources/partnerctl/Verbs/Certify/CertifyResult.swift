import Bilateral
import BilateralBase
import BilateralTerms

/// What came of a run, as the runtime told it.
struct CertifyResult {
  let partner: String
  let checks: [Line]
  private let result: JSON

  /// One check.
  struct Line {
    let json: JSON

    var id: String { json["id"]?.string ?? "" }
    var area: String { json["area"]?.string ?? "" }
    var title: String { json["title"]?.string ?? "" }
    var verdict: String { json["verdict"]?.string ?? "" }
    var detail: String { json["detail"]?.string ?? "" }
    var requirements: String {
      (json["requirements"]?.elements ?? []).compactMap(\.string).joined(separator: " ")
    }
    /// The line of `[dialect]` by which one lives with it.
    var remedy: String? {
      guard let key = json["dialect"]?["key"]?.string, let value = json["dialect"]?["value"]?.string else {
        return nil
      }
      let isBare = value == "true" || value == "false"
      return "[dialect] \(key) = \(isBare ? value : "\"\(value)\"")"
    }
  }

  /// An area with what was found in it.
  struct Area {
    let title: String
    let lines: [Line]
    var passed: Int { lines.count { $0.verdict == "pass" } }
    var made: Int { lines.count { $0.verdict != "skipped" } }
    var failed: Int { lines.count { $0.verdict == "fail" } }
    var warned: Int { lines.count { $0.verdict == "warn" } }
  }

  /// Reads the lines; nil when nothing was judged.
  init?(_ partner: String, _ checks: [JSON], _ result: JSON) {
    guard result["passed"] != nil else { return nil }
    self.partner = partner
    self.result = result
    let order = Dictionary(
      CertifyCheck.all.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.checks = checks.map { Line(json: $0) }.sorted {
      order[$0.id, default: .max] < order[$1.id, default: .max]
    }
  }

  var isPassed: Bool { result["passed"]?.bool ?? false }
  var name: String { result["name"]?.string ?? partner }
  var version: String { result["version"]?.string ?? "" }
  var at: String { result["at"]?.string ?? "" }
  var text: String { result["text"]?.string ?? "" }
  var left: [String] { (result["left"]?.elements ?? []).compactMap(\.string) }
  var isReadOnly: Bool { result["read_only"]?.bool ?? false }

  /// The areas in which something was judged, in their order.
  var areas: [Area] {
    CertifyArea.allCases.compactMap { area in
      let lines = checks.filter { $0.area == area.rawValue }
      return lines.isEmpty ? nil : Area(title: area.title, lines: lines)
    }
  }

  /// What `[dialect]` could say.
  var proposals: [DialectPatch.Entry] {
    checks.compactMap { line in
      guard let key = line.json["dialect"]?["key"]?.string,
        let value = line.json["dialect"]?["value"]?.string,
        DialectSwitch.named(key)?.isAboutMoney == false
      else { return nil }
      return DialectPatch.Entry(
        key: key, values: [value], reason: "certify \(line.id) \(at.prefix(10)): \(line.detail.prefix(120))")
    }
  }

  /// The whole as one object.
  var json: JSON {
    let members = (result.members ?? []).filter { !["type", "ok", "exit"].contains($0.name) }
    let lines = checks.map { JSON.object(($0.json.members ?? []).filter { $0.name != "type" }) }
    return .object(
      [.init("schema", "partnerctl.certify/1"), .init("partner", .string(partner))] + members
        + [.init("checks", .array(lines))])
  }
}
