import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

/// Reads the beginning of each list that we pull, as the pull would, and stores nothing.
struct ListCheck: Sendable {
  let link: PartnerLink
  let client: OCPIClient
  let token: SecretText
  let form: TokenForm
  /// Whether the list is also asked with `date_from`.
  let learns: Bool

  private static let sample = 5

  /// The modules that we pull from this partner.
  var modules: [ModuleID] {
    ReceivedKinds.all.filter { kind in
      link.terms.technical.sync(kind.module.rawValue).pulls
        && link.ownFacts.endpoint(kind.module, .sender) != nil
        && kind.receivedBy.contains { link.weAre($0) }
    }
    .map { $0.module }
  }

  /// Reads a list.
  ///
  /// - Returns: what came, in words.
  /// - Throws: `ControlFailure` with the line of the file.
  func check(_ module: ModuleID) async throws(ControlFailure) -> String? {
    do throws(OCPIFailure) {
      let (endpoint, version) = try link.endpoint(module, .sender)
      let kind = ReceivedKinds.named(module.rawValue)
      let routing = version.frame.routes ? kind.flatMap { link.routing(of: $0) } : nil
      let answer = try await page(endpoint, routing, from: kind?.beginning.map { "\($0)" })
      let objects = try answer.objects(client.dialect)
      if !objects.isEmpty, answer.total == nil {
        client.dialect.meets(.totalCountHeader, "false", "GET \(endpoint.path): no X-Total-Count")
      }
      if learns, kind?.beginning == nil { try await probe(endpoint, routing) }
      let refused = refusals(module, objects, version)
      let total = answer.total.map { " of \($0)" } ?? ""
      return (["\(objects.count)\(total) objects"] + refused.prefix(1)).joined(separator: "; not readable: ")
    } catch {
      throw failure(error, module)
    }
  }

  private func page(
    _ endpoint: HTTPURL, _ routing: OCPIRequest.Routing?, from bound: String? = nil
  ) async throws(OCPIFailure) -> OCPIAnswer {
    var query = [(name: "offset", value: "0"), (name: "limit", value: "\(Self.sample)")]
    if let bound { query.append((name: "date_from", value: bound)) }
    var request = OCPIRequest(.get, endpoint.appending(query: query), routing: routing)
    request.kind = .list
    return try await client.call(request, token: token, form: form)
  }

  private func probe(_ endpoint: HTTPURL, _ routing: OCPIRequest.Routing?) async throws(OCPIFailure) {
    do throws(OCPIFailure) {
      _ = try await page(endpoint, routing, from: "2026-01-01T00:00:00Z")
    } catch {
      guard case .refused = error.kind else { throw error }
      client.dialect.meets(.dateFrom, "false", error.message)
    }
  }

  /// Why objects of the page could not be taken in; reading them also notes their dialect.
  private func refusals(_ module: ModuleID, _ objects: [JSONNode], _ version: OCPIVersion) -> [String] {
    ReceivedKinds.named(module.rawValue).map { refusals($0, objects, version) } ?? []
  }

  private func refusals<Kind: ReceivedKind>(
    _ kind: Kind.Type, _ objects: [JSONNode], _ version: OCPIVersion
  ) -> [String] {
    let reader = ObjectReader<Kind>(link, version: version)
    return objects.compactMap { node in
      do throws(ObjectReader<Kind>.Refusal) {
        _ = try reader.read(node)
        return nil
      } catch {
        return error.message
      }
    }
  }

  private func failure(_ error: OCPIFailure, _ module: ModuleID) -> ControlFailure {
    let file = link.terms.technical
    guard case .refused(let http, _) = error.kind, http == 405 || http == 501 else {
      var failure = ControlFailure(error)
      failure.place = file.place(near: "sync.\(module).mode")
      return failure
    }
    client.dialect.meets(.noGet, module.rawValue, error.message)
    return ControlFailure(
      error.code, error.message, help: "they serve no list: write dialect.no_get = [\"\(module)\"]", exit: 5,
      place: file.place(near: "dialect.no_get"))
  }
}
