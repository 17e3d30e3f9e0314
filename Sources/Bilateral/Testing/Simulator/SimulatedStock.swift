import BilateralBase
import BilateralModel

/// An object that the simulated partner owns.
struct SimulatedObject: Sendable {
  let id: String
  var text: String
  var lastUpdated: Timestamp

  /// Reads a JSON object; nil when it has no id.
  init?(_ json: JSON) {
    guard let id = json["uid"]?.string ?? json["id"]?.string else { return nil }
    self.id = id
    text = json.text
    lastUpdated = json["last_updated"]?.string.flatMap { Timestamp(ocpi: $0) } ?? .epoch
  }
}

/// Everything that the simulated partner owns, by module.
struct SimulatedStock: Sendable {
  var lists: [String: [SimulatedObject]] = [:]

  /// Stations until there are so many EVSEs, with their tariffs.
  init(evses: Int, of network: SampleNetwork) {
    var (objects, count) = ([JSON](), 0)
    while count < evses {
      var location = network.location(objects.count)
      let own = Array((location["evses"]?.elements ?? []).prefix(evses - count))
      location["evses"] = .array(own)
      count += max(1, own.count)
      objects.append(location)
    }
    lists["locations"] = objects.compactMap { SimulatedObject($0) }
    lists["tariffs"] = network.tariffs.compactMap { SimulatedObject($0) }
  }

  /// So many cards, from this number on.
  init(tokens: Int, from first: Int = 0, of network: SampleNetwork) {
    lists["tokens"] = (first..<first + tokens).compactMap { SimulatedObject(network.token($0)) }
  }

  /// Puts objects of newline-delimited JSON in place of those made up; returns how many lines were none.
  mutating func replace(_ module: String, with lines: [UInt8]) -> Int {
    let texts = lines.split(separator: 0x0A).map(Array.init)
    let objects = texts.compactMap { text in (try? JSON.parse(text)).flatMap { SimulatedObject($0) } }
    lists[module] = objects
    return texts.count - objects.count
  }

  /// Changes an object.
  mutating func edit(_ module: String, _ id: String, at now: Timestamp, _ change: (inout JSON) -> Void) {
    guard let place = lists[module]?.firstIndex(where: { $0.id == id }),
      var json = (lists[module]?[place].text).flatMap({ try? JSON.parse($0) })
    else { return }
    change(&json)
    json["last_updated"] = .string("\(now)")
    if let object = SimulatedObject(json) { lists[module]?[place] = object }
  }
}

extension SimulatedStock {
  /// Turns objects of 2.2.1 into those of another version; what cannot be said in it is left out.
  mutating func respell(in version: OCPIVersion) {
    for (module, objects) in lists {
      lists[module] = objects.compactMap { Self.spelled($0, module, version) }
    }
  }

  private static func spelled(
    _ object: SimulatedObject, _ module: String, _ version: OCPIVersion
  ) -> SimulatedObject? {
    switch module {
    case "locations": spelled(object, as: Location.self, version)
    case "tariffs": spelled(object, as: Tariff.self, version)
    case "tokens": spelled(object, as: Token.self, version)
    case "sessions": spelled(object, as: Session.self, version)
    case "cdrs": spelled(object, as: CDR.self, version)
    default: object
    }
  }

  private static func spelled<Kind: WireValue>(
    _ object: SimulatedObject, as kind: Kind.Type, _ version: OCPIVersion
  ) -> SimulatedObject? {
    var json = JSONWriter()
    guard let document = try? JSONDocument(wire: Array(object.text.utf8)),
      let value = try? WireReader.read(kind, from: document.root, version: .v2_2_1),
      (try? WireWriter.write(value, version: version, into: &json)) != nil
    else { return nil }
    return (try? JSON.parse(json.bytes)).flatMap { SimulatedObject($0) }
  }
}
