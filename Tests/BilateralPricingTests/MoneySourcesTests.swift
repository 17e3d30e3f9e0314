import Foundation
import Testing

/// Money and energy are exact: no binary fraction and no decimal of Foundation's lies on their way.
@Suite struct MoneySourcesTests {
  /// Sources that count other things, each with what it counts.
  private static let exceptions: [String: String] = [
    "partnerctl/Views/ProgressView.swift": "cells of a progress bar",
    "Bilateral/Base/MetricRegistry.swift": "seconds and counts, as Prometheus takes them",
    "Bilateral/Base/MetricFamily.swift": "seconds and counts, as Prometheus takes them",
    "Bilateral/Net/ServerExchange+Reading.swift": "bytes that are due by now",
    "Bilateral/Runtime/OCPI/RateBucket.swift": "the pace of requests",
    "Bilateral/Runtime/OCPI/InboundCrowd.swift": "the pace of handshakes",
    "Bilateral/Runtime/BackOffice/HealthRoutes.swift": "gauges of waiting objects and lag",
  ]
  private static let words = [
    "Double", "Float", "Float16", "Float32", "Float64", "Float80", "CGFloat", "NSDecimalNumber", "NSNumber",
    "Decimal", "TimeInterval", "strtod", "atof",
  ]

  @Test("S-31 no source on the way of money or energy knows binary fractions, and no exception is idle")
  func scan() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    var (offenders, idle, count) = ([String](), Set(Self.exceptions.keys), 0)
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    for name in names where name.hasSuffix(".swift") {
      let text = try String(contentsOf: root.appending(path: name), encoding: .utf8)
      count += 1
      guard let word = Self.word(in: text) else { continue }
      if Self.exceptions[name] == nil { offenders.append("\(name): \(word)") } else { idle.remove(name) }
    }
    #expect(count > 500)
    #expect(offenders == [])
    #expect(idle == [], "these count nothing any more")
  }

  @Test("the scan sees a word in code, and none in a comment or within another word")
  func recognises() {
    #expect(Self.word(in: "let price: Double = 0") == "Double")
    #expect(Self.word(in: "let all = [Float](repeating: 0, count: 2)") == "Float")
    #expect(Self.word(in: "x = Decimal(string: text)") == "Decimal")
    #expect(Self.word(in: "/// No Double.\nlet a = isOfDecimal(b) // Float") == nil)
  }

  /// The first of the words that stands in the code of a source.
  private static func word(in text: String) -> String? {
    for line in text.split(separator: "\n") {
      let code = line.range(of: "//").map { line[..<$0.lowerBound] } ?? line
      let parts = code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      if let found = parts.first(where: { words.contains(String($0)) }) { return String(found) }
    }
    return nil
  }
}
