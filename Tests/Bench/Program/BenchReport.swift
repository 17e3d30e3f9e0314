import BilateralBase
import BilateralModel
import Foundation

/// The figures with the machine they came from: as a table for people, as JSON for whoever compares.
struct BenchReport {
  let bench: WireBench
  let pricing: [Measurement]

  /// The measurement of that name.
  private func speed(_ name: String) -> Double { bench.measurements.first { $0.name == name }?.speed ?? 0 }

  private var ratios: [(name: String, value: Double)] {
    let names = ([.v2_2_1] + WireBench.others).flatMap { version in
      ["read", "write"].map {
        (WireBench.name($0, version), WireBench.name($0 + ", Foundation", version))
      }
    }
    return names.map { ($0.0, speed($0.0) / speed($0.1)) }
  }

  var table: String {
    let census = bench.census
    var lines = [
      "\(Self.processor), \(Self.system)",
      "\(census.locations) locations, \(census.evses) EVSEs, \(census.connectors) connectors, "
        + "\(bench.page.count) bytes; one thread, MB a second of processor time", "",
      Self.row("", "median", "best", "objects/s"),
    ]
    for one in bench.measurements {
      let figures = [one.speed, one.best].map { String(format: "%.0f", $0) }
      lines.append(Self.row(one.name, figures[0], figures[1], String(format: "%.0f", one.objectsPerSecond)))
    }
    lines += ["", "sessions priced under a compiled tariff"]
    for one in pricing {
      lines.append(Self.row(one.name, "", "", String(format: "%.0f", one.objectsPerSecond)))
    }
    lines.append("")
    lines += ratios.map { "\($0.name): " + String(format: "%.1f", $0.value) + " times Foundation" }
    return lines.joined(separator: "\n")
  }

  private static func row(_ name: String, _ cells: String...) -> String {
    let padded = cells.map { String(repeating: " ", count: max(1, 12 - $0.count)) + $0 }
    return name + String(repeating: " ", count: max(1, 20 - name.count)) + padded.joined()
  }

  var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("processor")
    json.string(Self.processor)
    json.key("system")
    json.string(Self.system)
    json.key("seed")
    json.number(Int(WireBench.seed))
    json.key("page_bytes")
    json.number(bench.page.count)
    json.key("measurements")
    json.beginArray()
    for one in bench.measurements + pricing { Self.write(one, into: &json) }
    json.endArray()
    for ratio in ratios {
      json.key(text: ratio.name + "_to_foundation")
      json.number(String(format: "%.2f", ratio.value))
    }
    json.endObject()
    return json.bytes + [0x0A]
  }

  private static func write(_ one: Measurement, into json: inout JSONWriter) {
    json.beginObject()
    json.key("name")
    json.string(one.name)
    json.key("megabytes_per_second")
    json.number(String(format: "%.1f", one.speed))
    json.key("best_megabytes_per_second")
    json.number(String(format: "%.1f", one.best))
    json.key("objects_per_second")
    json.number(String(format: "%.0f", one.objectsPerSecond))
    json.key("rounds")
    json.number(one.rounds.count)
    json.endObject()
  }

  private static let processor: String = {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let model = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    return "\(model), \(ProcessInfo.processInfo.activeProcessorCount) processors"
  }()

  private static let system = ProcessInfo.processInfo.operatingSystemVersionString
}
