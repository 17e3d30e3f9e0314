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

  /// Prepares, and checks that both sides read the same, in each version.
  init() throws {
    let data = Data(page)
    let ours = try Self.read(page, .v2_2_1).values
    let theirs = try JSONDecoder().decode(CodablePage.self, from: data)
    census = Census(ours)
    try Self.agree(ours, theirs)
    addReading(page, data)
    try addWriting(ours, theirs, .v2_2_1)
    for version in Self.others { try add(version, ours) }
  }

  /// The versions beside 2.2.1; the same locations in their forms.
  static let others: [OCPIVersion] = [.v2_1_1, .v2_3_0]

  /// What a measurement of a version is called.
  static func name(_ name: String, _ version: OCPIVersion) -> String {
    version == .v2_2_1 ? name : "\(name) \(version)"
  }

  private mutating func add(_ version: OCPIVersion, _ locations: [Location]) throws {
    let page =
      try Array("{\"data\":".utf8) + Self.write(locations, version)
      + Array(",\"status_code\":1000,\"timestamp\":\"2026-11-20T08:00:00Z\"}".utf8)
    let (ours, theirs) = (try Self.read(page, version).values, try Self.decode(page))
    try Self.agree(ours, theirs)
    measurements.append(
      Measurement(Self.name("read", version), bytes: page.count, objects: ours.count) {
        try Self.agree(try Self.read(page, version).entries.count, is: ours.count)
      })
    let (decoder, data) = (JSONDecoder(), Data(page))
    measurements.append(
      Measurement(Self.name("read, Foundation", version), bytes: page.count, objects: ours.count) {
        try Self.agree(try decoder.decode(CodablePage.self, from: data).data.count, is: ours.count)
      })
    try addWriting(ours, theirs, version)
  }

  private static func decode(_ page: [UInt8]) throws -> CodablePage {
    try JSONDecoder().decode(CodablePage.self, from: Data(page))
  }

  private static func agree(_ ours: [Location], _ theirs: CodablePage) throws {
    let (here, there) = (Census(ours), Census(theirs.data))
    if here != there { throw Disagreement("\(here) here, \(there) there") }
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

  private static func read(_ page: [UInt8], _ version: OCPIVersion) throws -> WirePage<Location> {
    guard let data = try JSONDocument(parsing: page).root["data"] else {
      throw Disagreement("the page has no data")
    }
    return try WirePage(reading: data, version: version)
  }

  private mutating func addReading(_ page: [UInt8], _ data: Data) {
    let objects = Self.locations
    func reading(_ name: String, _ body: @escaping () throws -> Void) {
      measurements.append(Measurement(name, bytes: page.count, objects: objects, body))
    }
    reading("parse") { _ = try JSONDocument(parsing: page) }
    reading("read") { try Self.agree(try Self.read(page, .v2_2_1).entries.count, is: objects) }
    reading("read, check") {
      let found = try Self.read(page, .v2_2_1).values.map { WireChecker.check($0, version: .v2_2_1).count }
      try Self.agree(found.reduce(0, +), is: 0)
    }
    let decoder = JSONDecoder()
    reading("read, Foundation") {
      try Self.agree(try decoder.decode(CodablePage.self, from: data).data.count, is: objects)
    }
  }

  private mutating func addWriting(
    _ ours: [Location], _ theirs: CodablePage, _ version: OCPIVersion
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let written = (try Self.write(ours, version).count, try encoder.encode(theirs.data).count)
    measurements.append(
      Measurement(Self.name("write", version), bytes: written.0, objects: ours.count) {
        try Self.agree(try Self.write(ours, version).count, is: written.0)
      })
    measurements.append(
      Measurement(Self.name("write, Foundation", version), bytes: written.1, objects: ours.count) {
        try Self.agree(try encoder.encode(theirs.data).count, is: written.1)
      })
  }

  private static func write(_ locations: [Location], _ version: OCPIVersion) throws -> [UInt8] {
    var json = JSONWriter()
    json.beginArray()
    for location in locations { _ = try WireWriter.write(location, version: version, into: &json) }
    json.endArray()
    return json.bytes
  }
}
