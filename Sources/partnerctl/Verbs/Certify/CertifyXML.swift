import BilateralBase
import BilateralTerms

/// A run as JUnit XML: an area a suite, a check a case.
struct CertifyXML {
  private let report: CertifyResult

  /// The XML of a run.
  init(_ report: CertifyResult) { self.report = report }

  /// The document.
  var text: String {
    var xml = MarkupText("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    let all = report.checks
    xml.element(
      "testsuites",
      [
        "name": "partnerctl certify \(report.partner)", "tests": "\(all.count)",
        "failures": "\(all.count { $0.verdict == "fail" })",
        "skipped": "\(all.count { $0.verdict == "skipped" })",
      ]
    ) { xml in
      for area in report.areas { Self.write(area, &xml) }
    }
    return xml.text
  }

  private static func write(_ area: CertifyResult.Area, _ xml: inout MarkupText) {
    xml.element(
      "testsuite",
      [
        "name": area.title, "tests": "\(area.lines.count)", "failures": "\(area.failed)",
        "skipped": "\(area.lines.count - area.made)",
      ]
    ) { xml in
      for line in area.lines {
        xml.element("testcase", ["classname": "certify.\(line.area)", "name": "\(line.id) \(line.title)"]) {
          xml in
          switch line.verdict {
          case "fail": xml.leaf("failure", "\(line.detail) (\(line.requirements))", ["message": line.detail])
          case "skipped": xml.leaf("skipped", line.detail, ["message": line.detail])
          case "warn": xml.leaf("system-out", "warning: \(line.detail) (\(line.requirements))")
          default: break
          }
        }
      }
    }
  }
}
