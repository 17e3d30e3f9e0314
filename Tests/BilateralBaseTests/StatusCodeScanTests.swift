import Foundation
import Testing

/// Codes in answers are those that OCPI defines; ranges of one's own are for modules of one's own.
@Suite struct StatusCodeScanTests {
  @Test("TR-26 no code of our own is written anywhere in the sources")
  func codes() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Bilateral")
    let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter {
      $0.hasSuffix(".swift")
    }
    let known: Set = [1000, 2000, 2001, 2002, 2003, 2004, 3000, 3001, 3002, 3003, 4000, 4001, 4002, 4003]
    var found: Set<Int> = []
    for name in names {
      let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      for piece in text.components(separatedBy: "OCPIStatus(rawValue: ").dropFirst() {
        if let code = Int(piece.prefix(while: \.isNumber)) { found.insert(code) }
      }
    }
    #expect(found == known)
  }
}
