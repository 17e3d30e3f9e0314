package import BilateralBase

/// What the simulated hub does wrong, by the name on the command line.
package enum HubFault: String, Sendable, CaseIterable {
  case restamps
  case dropsFields = "drops-fields"
  case lowerCase = "lower-case"
  case broadcastLies = "broadcast-lies"
  case broadcastLost = "broadcast-lost"
  case forwardsTwice = "forwards-twice"
  case everyNthLost = "every-nth-lost"
  case swallowsErrors = "swallows-errors"
  case headersMissing = "headers-missing"
  case headersNotSwapped = "headers-not-swapped"
  case correlationNew = "correlation-new"
  case unknownReceiver = "unknown-receiver"
  case late
  case staleCopy = "stale-copy"
  case silentParties = "silent-parties"
  case partiesWithoutTime = "parties-without-time"

  /// What the hub does, a few words.
  package var summary: String { text.summary }
  /// Where it belongs: pitfalls (P-…), requirements (TR-…, HCI-…).
  package var source: String { text.source }
  /// What `NAME=ARG` means where nothing is given; nil when there is nothing to choose.
  package var argument: String? {
    switch self {
    case .dropsFields: "physical_reference"
    case .everyNthLost: "3"
    case .unknownReceiver: "NL-ACM"
    case .late: "2"
    default: nil
    }
  }

  private var text: (summary: String, source: String) {
    switch self {
    case .restamps: ("sets last_updated of what it passes on to now", "P-124 TR-87")
    case .dropsFields: ("leaves the member ARG out of what it passes on", "P-124")
    case .lowerCase: ("writes country and party in small letters", "P-124")
    case .broadcastLies: ("says 1000 for a broadcast that all refused", "P-123")
    case .broadcastLost: ("says 1000 for a broadcast and tells nobody", "P-123")
    case .forwardsTwice: ("passes every message on twice", "TR-86")
    case .everyNthLost: ("says 1000 for every ARGth push and drops it", "P-123")
    case .swallowsErrors: ("says 1000 where the receiver refused", "TR-88")
    case .headersMissing: ("passes on without routing headers", "P-121")
    case .headersNotSwapped: ("answers with the headers of the request", "TR-79")
    case .correlationNew: ("gives each hop a new X-Correlation-ID", "TR-86")
    case .unknownReceiver: ("knows no party ARG: 4001", "TR-88")
    case .late: ("answers ARG seconds late", "TR-88")
    case .staleCopy: ("never reads lists again for who asks for everything", "P-124 TR-82")
    case .silentParties: ("tells no changes of its parties", "HCI-01")
    case .partiesWithoutTime: ("tells of its parties without last_updated", "P-126")
    }
  }
}

/// The faults that the simulated hub has now, with their arguments.
package struct HubFaults: Sendable, Equatable {
  private var arguments: [HubFault: String] = [:]

  package init() {}

  /// Adds a fault as it was asked for, `NAME` or `NAME=ARG`; false when there is no such fault.
  package mutating func add(_ text: String) -> Bool {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard let name = parts.first, let fault = HubFault(rawValue: name) else { return false }
    arguments[fault] = parts.count > 1 ? parts[1] : fault.argument ?? ""
    return true
  }

  /// Ends a fault.
  package mutating func remove(_ fault: HubFault) { arguments[fault] = nil }

  /// Their names, in order.
  package var names: [String] { arguments.keys.map(\.rawValue).sorted() }

  package func has(_ fault: HubFault) -> Bool { arguments[fault] != nil }

  /// The argument of a fault; nil without the fault.
  package func argument(_ fault: HubFault) -> String? { arguments[fault] }

  /// The argument as a number, at least 1; nil without the fault.
  package func number(_ fault: HubFault) -> Int? { arguments[fault].map { max(1, Int($0) ?? 1) } }

  /// A body as it is passed on: as it came, when nothing spoils it (TR-87).
  package func passing(_ body: [UInt8], at now: Timestamp) -> [UInt8] {
    let faults: [HubFault] = [.restamps, .dropsFields, .lowerCase]
    guard faults.contains(where: has), let json = try? JSON.parse(body) else { return body }
    return spoiled(json, "\(now)").bytes
  }

  private func spoiled(_ json: JSON, _ now: String) -> JSON {
    if let elements = json.elements { return .array(elements.map { spoiled($0, now) }) }
    guard let members = json.members else { return json }
    return .object(members.compactMap { spoiled($0, now) })
  }

  private func spoiled(_ member: JSONMember, _ now: String) -> JSONMember? {
    let name = member.name
    if name == argument(.dropsFields) { return nil }
    if name == "last_updated", has(.restamps) { return JSONMember(name, .string(now)) }
    if has(.lowerCase), ["country_code", "party_id"].contains(name), let text = member.value.string {
      return JSONMember(name, .string(text.lowercased()))
    }
    return JSONMember(name, spoiled(member.value, now))
  }
}
