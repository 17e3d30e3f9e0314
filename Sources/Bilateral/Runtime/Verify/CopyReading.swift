import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// Reads one object of ours back from the partner's receiver interface (LOC-40, TAR-10, TOK-08).
struct CopyReading: Sendable {
  let link: PartnerLink
  let module: ModuleID

  /// What the partner holds of an object.
  ///
  /// - Returns: the outcome of the comparison.
  /// - Throws: `OCPIFailure` when the partner could not say.
  func read(_ entry: VisibleObjects.Entry) async throws(OCPIFailure) -> CopyComparison.Outcome {
    guard !link.isHub else {
      throw OCPIFailure(.notConnected, "a hub has no copies of its own, and nobody is asked by broadcast")
    }
    let (endpoint, version) = try link.endpoint(module, .receiver)
    let key = entry.key
    var url = endpoint.appending(segments: [key.country, key.party, key.id])
    if !key.sub.isEmpty, version.frame.tellsTokenType {
      url = url.appending(query: [(name: "type", value: key.sub)])
    }
    var request = OCPIRequest(.get, url)
    let owner = PartyID(country: key.country, party: key.party)
    if version.frame.routes { request.routing = link.routing(ofOwn: module, owner: owner) }
    do {
      let answer = try await link.call(request)
      guard let data = answer.data?.soleObject else { return .missing }
      return CopyComparison(version: version, party: owner).outcome(module, ours: entry.body, theirs: data)
    } catch {
      guard error.saysUnknown else { throw error }
      return .missing
    }
  }
}

extension JSONNode {
  /// The object itself, or the one in a list of one (P-22).
  fileprivate var soleObject: JSONNode? {
    switch kind {
    case .object: self
    case .array: elements.first { $0.kind == .object }
    default: nil
    }
  }
}

extension OCPIFailure {
  /// Whether the partner said that it does not have the object.
  fileprivate var saysUnknown: Bool {
    guard case .refused(let http, let status) = kind else { return false }
    return http == 404 || status == .unknownLocation || status == .unknownToken
  }

  /// Whether the partner's interface cannot be read at all.
  var saysNoReading: Bool {
    guard case .refused(let http, _) = kind else { return false }
    return http == 405 || http == 501
  }
}
