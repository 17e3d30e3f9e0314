import Foundation
import Testing

@testable import partnerctl

/// What is handed to those who run it: alert rules, dashboard, unit, package.
@Suite struct DeploymentTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }

  private static func names(_ text: String) -> Set<String> {
    Set(text.matches(of: /bilateral_[a-z0-9_]+/).map { String($0.output) })
  }

  /// Every metric that the sources make, with the shares whose names are put together.
  private static let made: Set<String> = {
    let files = FileManager.default.enumerator(atPath: root + "/Sources/Bilateral/Runtime")
    var found: Set<String> = []
    while let file = files?.nextObject() as? String {
      guard file.hasSuffix(".swift"), let text = try? text("Sources/Bilateral/Runtime/\(file)") else {
        continue
      }
      found.formUnion(names(text))
      for match in text.matches(of: /\("([a-z_]+)", "[A-Z][^"]+", \{ \$0\./) {
        found.insert("bilateral_\(match.output.1)_ratio")
      }
    }
    return found
  }()

  @Test(
    "alert rules and dashboard ask for metrics that there are", arguments: ["alerts.yml", "grafana.json"])
  func metrics(_ file: String) throws {
    let asked = Self.names(try Self.text("templates/deploy/\(file)"))
    #expect(asked.count > 5)
    for name in asked {
      let plain = ["_bucket", "_count", "_sum"].reduce(name) {
        $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0
      }
      #expect(Self.made.contains(plain), "\(file): no \(name)")
    }
  }

  @Test("the dashboard is JSON, and every panel asks something")
  func dashboard() throws {
    let json = try JSONSerialization.jsonObject(
      with: Data(try Self.text("templates/deploy/grafana.json").utf8))
    let panels = (json as? [String: Any])?["panels"] as? [[String: Any]] ?? []
    #expect(panels.count >= 10)
    for panel in panels { #expect((panel["targets"] as? [Any])?.isEmpty == false, "\(panel["title"] ?? "")") }
  }

  @Test("the unit waits for READY, reloads by SIGHUP and leaves time to drain")
  func unit() throws {
    let unit = try Self.text("templates/deploy/bilateral.service")
    for line in [
      "Type=notify", "ExecReload=/bin/kill -HUP $MAINPID", "TimeoutStopSec=20", "NoNewPrivileges=yes",
    ] {
      #expect(unit.split(separator: "\n").contains { $0 == line }, "\(line)")
    }
  }
}
