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

  /// So many cards.
  init(tokens: Int, of network: SampleNetwork) {
    lists["tokens"] = (0..<tokens).compactMap { SimulatedObject(network.token($0)) }
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
