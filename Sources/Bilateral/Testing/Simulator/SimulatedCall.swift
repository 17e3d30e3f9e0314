package import BilateralBase
package import BilateralModel
package import BilateralNet

/// What a request to the simulated partner is about.
package enum SimulatedRoute: Sendable, Hashable {
  case versions
  case details
  case credentials
  /// The list of a module.
  case list(String)
  /// One object of a module that the partner owns.
  case object(String, String)
  /// An EVSE or a connector of a location that the partner owns.
  case part([String])
  /// An object that we push.
  case push(String)
  /// A command, or an order about a charging profile.
  case command(String)
  /// What became of a command of its own.
  case result
  /// A question about a token.
  case authorize(String)
  case unknown

  /// Reads the path below the base.
  init(_ path: [String], _ method: HTTPMethod, _ plan: SimulatedPlan) {
    guard path.first == "\(plan.version)" else {
      self = path == ["versions"] ? .versions : .unknown
      return
    }
    switch path.dropFirst().first {
    case nil: self = .details
    case "credentials"?: self = .credentials
    default: self = Self.module(Array(path.dropFirst()), method, plan)
    }
  }

  /// Where addresses name no side, it sends what it owns and receives the rest.
  private static func module(_ path: [String], _ method: HTTPMethod, _ plan: SimulatedPlan) -> SimulatedRoute
  {
    let below = plan.namesSides ? Array(path.dropFirst()) : path
    guard let name = below.first, !plan.namesSides || ["sender", "receiver"].contains(path[0]) else {
      return .unknown
    }
    let isSender = plan.namesSides ? path[0] == "sender" : plan.owned.contains(name)
    return isSender ? sender(below, method) : receiver(below, method)
  }

  private static func receiver(_ path: [String], _ method: HTTPMethod) -> SimulatedRoute {
    if path.count == 2, path[0] == "results", method == .post { return .result }
    if path.count == 2, path[0] == "commands" { return .command(path[1]) }
    if path.count == 2, path[0] == "chargingprofiles" { return .command("\(method) profile") }
    guard let module = path.first, path.count > 1 || (module == "cdrs" && method == .post) else {
      return .unknown
    }
    return .push(module)
  }

  private static func sender(_ path: [String], _ method: HTTPMethod) -> SimulatedRoute {
    switch (path.count, method) {
    case (1, .get): .list(path[0])
    case (2, .get): .object(path[0], path[1])
    case (3...4, .get) where path[0] == "locations": .part(Array(path.dropFirst()))
    case (2, .post) where path[0] == "results": .result
    case (3, .post) where path[0] == "tokens" && path[2] == "authorize": .authorize(path[1])
    default: .unknown
    }
  }

  /// The word for logs.
  package var name: String {
    switch self {
    case .versions: "versions"
    case .details: "details"
    case .credentials: "credentials"
    case .list(let module): "\(module) list"
    case .object(let module, let id): "\(module) \(id)"
    case .part: "locations part"
    case .push(let module): "\(module) push"
    case .command(let name): "command \(name)"
    case .result: "result"
    case .authorize(let uid): "authorize \(uid)"
    case .unknown: "unknown"
    }
  }
}

/// One request as faults see it.
package struct SimulatedCall: Sendable {
  package let route: SimulatedRoute
  package let method: HTTPMethod
  /// The base of all addresses of the simulated partner.
  package let base: String
  /// An address at a foreign host, for every field that carries one.
  package let canary: String
  /// The fault's argument.
  package internal(set) var argument = ""
  /// Which request of this route and method it is, from 1.
  package let count: Int
  /// Which walk over this list it belongs to, from 1; only whole walks count.
  package let crawl: Int
  package let offset: Int
  package let limit: Int
  package let dateFrom: Timestamp?
  package var dateTo: Timestamp?
  /// The simulated partner's time.
  package let now: Timestamp
  /// Its version of OCPI.
  package var version = OCPIVersion.v2_2_1

  /// The argument as a number.
  func number(or fallback: Int) -> Int { Int(argument) ?? fallback }

  /// The address of a page of this list.
  func page(_ offset: Int, host: String? = nil) -> String {
    guard case .list(let module) = route else { return base }
    let filter = dateFrom.map { "&date_from=\($0)" } ?? ""
    let side = version == .v2_1_1 ? "" : "sender/"
    return "\(host ?? base)/\(version)/\(side)\(module)?offset=\(offset)&limit=\(limit)\(filter)"
  }
}
