package import BilateralModel
package import BilateralNet

/// How a partner's calls to us have looked since the runtime began: counts and one example of each lapse.
package struct InboundHabits: Sendable {
  /// Something that a call lacked, or had and should not.
  package enum Lapse: String, Sendable, CaseIterable {
    case requestID, repeatedID, correlationID, tokenForm, routing, strayRouting, contentType, sessionsDate
    case strayAddress
  }

  /// Calls that a lapse could have been in.
  package private(set) var chances: [Lapse: Int] = [:]
  /// Calls that had it.
  package private(set) var lapses: [Lapse: Int] = [:]
  /// The last call that had it.
  package private(set) var examples: [Lapse: String] = [:]
  private var recent: [String] = []
  private var known: Set<String> = []

  /// Ids that are remembered to tell repeated ones.
  private static let memory = 256

  package init() {}

  /// Takes a call in.
  /// - Parameters:
  ///   - request: as it came.
  ///   - address: what it is about.
  ///   - form: how its token stood.
  ///   - version: in force; nil before one was agreed, when no form of the token is right or wrong.
  package mutating func note(
    _ request: HTTPRequest, _ address: OCPIAddress, _ form: TokenForm, _ version: OCPIVersion?
  ) {
    let rules = (version ?? .newest).frame
    let words = Self.words(request)
    let names: [HTTPFieldName] = [
      "OCPI-from-country-code", "OCPI-from-party-id", "OCPI-to-country-code", "OCPI-to-party-id",
    ]
    let routed = names.count { request.fields.contains($0) }
    take(.strayAddress, false, words)
    if version != nil { take(.tokenForm, form != rules.tokenForm, words) }
    if rules.routes {
      take(.requestID, !request.fields.contains("X-Request-ID"), words)
      take(.correlationID, !request.fields.contains("X-Correlation-ID"), words)
      take(
        address.module.isFunctional ? .routing : .strayRouting,
        address.module.isFunctional ? routed < 4 : routed > 0, words)
      if let id = request.fields[.requestID] {
        take(.repeatedID, isRepeated(id), words + " " + id.prefix(60))
      }
    }
    if !request.body.bytes.isEmpty {
      let type = request.fields[.contentType]?.lowercased() ?? ""
      take(.contentType, !type.hasPrefix("application/json"), words)
    }
    if address.module == .sessions, address.rest.isEmpty, request.method == .get {
      take(.sessionsDate, request.query("date_from") == nil, words)
    }
  }

  /// Takes in that a call noted before went to an address that only begins as one of ours.
  /// - Parameter request: as it came.
  package mutating func noteStray(_ request: HTTPRequest) {
    lapses[.strayAddress, default: 0] += 1
    examples[.strayAddress] = Self.words(request)
  }

  private static func words(_ request: HTTPRequest) -> String {
    "\(request.method) \(request.target.path.prefix(120))"
  }

  private mutating func take(_ lapse: Lapse, _ isOne: Bool, _ words: String) {
    chances[lapse, default: 0] += 1
    guard isOne else { return }
    lapses[lapse, default: 0] += 1
    examples[lapse] = words
  }

  private mutating func isRepeated(_ id: String) -> Bool {
    guard known.insert(id).inserted else { return true }
    recent.append(id)
    if recent.count > Self.memory { known.remove(recent.removeFirst()) }
    return false
  }
}
