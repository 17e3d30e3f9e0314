package import BilateralBase
import BilateralNet

/// The simulated hub's own copy of what the platforms have, to answer who asks for everything (TR-82).
///
/// Texts are kept as they came, so that `last_updated` and unknown fields stay what they were (TR-87).
package struct HubShelf: Sendable {
  /// One object.
  package struct Object: Sendable, Equatable {
    package let owner: PartyID
    package let id: String
    /// The provider of the driver, where the object is about one.
    package let provider: PartyID?
    package let lastUpdated: Timestamp
    package let text: String

    /// Reads an object; nil when it names no owner or no id.
    package init?(_ text: String) {
      guard let json = try? JSON.parse(text), let owner = json.party,
        let id = json["uid"]?.string ?? json["id"]?.string
      else { return nil }
      (self.owner, self.id, self.text) = (owner, id, text)
      provider = json["cdr_token"]?.party
      lastUpdated = json["last_updated"]?.string.flatMap { Timestamp(ocpi: $0) } ?? .epoch
    }

    /// An id has no case, and is one only beside its owner (P-127).
    fileprivate var key: String { "\(owner)/\(id.lowercased())" }
  }

  private var modules: [String: [String: Object]] = [:]
  /// Lists that changed since they were read, and when each was read last.
  private var read: [String: Timestamp] = [:]

  package init() {}

  /// Takes the whole list of some parties in place of what they had.
  package mutating func replace(
    _ module: String, of parties: [PartyID], with texts: [String], at now: Timestamp
  ) {
    let owners = Set(parties)
    var kept = modules[module, default: [:]].filter { !owners.contains($0.value.owner) }
    for object in texts.compactMap({ Object($0) }) where owners.contains(object.owner) {
      kept[object.key] = object
    }
    modules[module] = kept
  }

  /// Whether a module's lists are to be read: they are older than this, or something was pushed since.
  package func isStale(_ module: String, at now: Timestamp, after seconds: Int64) -> Bool {
    guard let last = read[module] else { return true }
    return now.seconds - last.seconds >= seconds
  }

  /// Notes that a module's lists were read.
  package mutating func noteRead(_ module: String, at now: Timestamp) { read[module] = now }

  /// Takes a push that went through the hub: a whole object at once, of anything else only that it is stale.
  package mutating func take(_ call: HubCall) {
    guard call.side == .receiver, HubModule.listed.contains(call.module), call.method != .get else { return }
    let isWhole =
      call.method == .put && call.path.count == 3 || call.method == .post && call.module == "cdrs"
    guard isWhole, let object = call.body.flatMap({ Object($0.text) }) else {
      read[call.module] = nil
      return
    }
    modules[call.module, default: [:]][object.key] = object
  }

  /// Who has an object with this id, by party.
  package func owners(of module: String, _ id: String) -> [PartyID] {
    let id = id.lowercased()
    return modules[module, default: [:]].values.filter { $0.id.lowercased() == id }.map(\.owner).sorted()
  }

  /// Whose driver a session or CDR is about, by party.
  package func providers(of module: String, _ id: String, owner: PartyID? = nil) -> [PartyID] {
    let id = id.lowercased()
    return modules[module, default: [:]].values
      .filter { $0.id.lowercased() == id && (owner == nil || $0.owner == owner) }.compactMap(\.provider)
  }

  /// What a platform is shown: nothing of its own, and of sessions and CDRs those of its drivers.
  package func list(_ module: String, for parties: Set<PartyID>, from: Timestamp? = nil) -> [Object] {
    modules[module, default: [:]].values.filter { object in
      !parties.contains(object.owner) && object.lastUpdated >= from ?? .epoch
        && (!HubModule.ofOneDriver.contains(module) || object.provider.map(parties.contains) == true)
    }.sorted { ($0.lastUpdated, $0.key) < ($1.lastUpdated, $1.key) }
  }

  /// How many objects of a module there are.
  package func count(_ module: String) -> Int { modules[module]?.count ?? 0 }
}
