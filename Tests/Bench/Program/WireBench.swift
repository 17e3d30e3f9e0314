import BilateralBase
import BilateralModel
import Foundation

/// A page of locations read and written by us and by Foundation, in turn, in one thread.
struct WireBench {
  static let seed: UInt64 = 2_026_1121
  static let locations = 1000

  let page = LocationPage.bytes(locations: locations, seed: seed)
  private(set) var census: Census
  private(set) var measurements: [Measurement] = []

  /// Prepares, and checks that both sides read the same.
  init() throws {
    let page = self.page
    let data = Data(page)
    let ours = try Self.read(page).values
    let theirs = try JSONDecoder().decode(CodablePage.self, from: data)
    census = Census(ours)
    guard census == Census(theirs.data) else {
      throw Disagreement("\(census) here, \(Census(theirs.data)) there")
    }
    addReading(page, data)
    try addWriting(ours, theirs)
  }

  private struct Disagreement: Error, CustomStringConvertible {
    init(_ description: String) { self.description = description }
    let description: String
  }

  /// Measures all in turn, so many rounds, or only the one of that name, for a profiler.
  mutating func run(rounds: Int, seconds: Double, only: String? = nil) throws {
    if let only { measurements.removeAll { $0.name != only } }
    for index in measurements.indices { try measurements[index].warmUp() }
    for _ in 0..<rounds {
      for index in measurements.indices { try measurements[index].run(seconds: seconds) }
    }
  }

  private static func agree(_ found: Int, is wanted: Int) throws {
    if found != wanted { throw Disagreement("\(found) found, not \(wanted)") }
  }

  private static func read(_ page: [UInt8]) throws -> WirePage<Location> {
    guard let data = try JSONDocument(parsing: page).root["data"] else {
      throw Disagreement("the page has no data")
    }
    return try WirePage(reading: data, version: .v2_2_1)
  }

  private mutating func addReading(_ page: [UInt8], _ data: Data) {
    let objects = Self.locations
    func reading(_ name: String, _ body: @escaping () throws -> Void) {
      measurements.append(Measurement(name, bytes: page.count, objects: objects, body))
    }
    reading("parse") { _ = try JSONDocument(parsing: page) }
    reading("read") { try Self.agree(try Self.read(page).entries.count, is: objects) }
    reading("read, check") {
      let found = try Self.read(page).values.map { WireChecker.check($0, version: .v2_2_1).count }
      try Self.agree(found.reduce(0, +), is: 0)
    }
    let decoder = JSONDecoder()
    reading("read, Foundation") {
      try Self.agree(try decoder.decode(CodablePage.self, from: data).data.count, is: objects)
    }
  }

  private mutating func addWriting(_ ours: [Location], _ theirs: CodablePage) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let written = (try Self.write(ours).count, try encoder.encode(theirs.data).count)
    measurements.append(
      Measurement("write", bytes: written.0, objects: ours.count) {
        try Self.agree(try Self.write(ours).count, is: written.0)
      })
    measurements.append(
      Measurement("write, Foundation", bytes: written.1, objects: ours.count) {
        try Self.agree(try encoder.encode(theirs.data).count, is: written.1)
      })
  }

  private static func write(_ locations: [Location]) throws -> [UInt8] {
    var json = JSONWriter()
    json.beginArray()
    for location in locations { _ = try WireWriter.write(location, version: .v2_2_1, into: &json) }
    json.endArray()
    return json.bytes
  }
}
