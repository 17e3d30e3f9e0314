package import BilateralBase
package import BilateralModel
package import BilateralNet
import BilateralTerms

/// Asks a partner for its versions and version details, with a token in the form it understands.
package struct PartnerSurvey: Sendable {
  private let client: OCPIClient
  private let origin: PartnerOrigin
  private let token: SecretText
  /// How the token stands in the header; changed when the partner refuses the first form (P-01).
  package private(set) var form: TokenForm
  /// Whether the other form may be tried.
  private var mayChangeForm: Bool
  private let isFormKnown: Bool
  private let timeout: Duration?

  /// Prepares a survey.
  ///
  /// - Parameters:
  ///   - client: calls the partner.
  ///   - origin: which addresses are the partner's.
  ///   - token: what to present.
  ///   - form: how it stands in the header at first.
  ///   - isFormKnown: the form was agreed, the other is not tried.
  ///   - timeout: for one call; nil means the partner file's.
  package init(
    client: OCPIClient, origin: PartnerOrigin, token: SecretText, form: TokenForm,
    isFormKnown: Bool = false, timeout: Duration? = nil
  ) {
    self.client = client
    self.origin = origin
    self.token = token
    self.form = form
    self.timeout = timeout
    self.isFormKnown = isFormKnown
    mayChangeForm = !isFormKnown
  }

  /// GET versions.
  ///
  /// - Throws: `.call`, `.unreadable`.
  package mutating func versions(at url: HTTPURL) async throws(RegistrationProblem) -> [Version] {
    let answer = try await get(url)
    let page = WirePage<Version>(reading: versionList(answer, at: url), version: .newest)
    guard !page.values.isEmpty else { throw .unreadable("GET \(url.path): the list of versions is empty") }
    return page.values
  }

  /// The versions in whatever shape they come, as `version_list_shape` names it.
  private func versionList(_ answer: OCPIAnswer, at url: HTTPURL) -> [JSONNode] {
    guard let data = answer.data, data.kind != .array else {
      return answer.data.map { Array($0.elements) } ?? []
    }
    if let list = data["versions"], list.kind == .array,
      client.dialect.meets(.versionListShape, "wrapped", "GET \(url.path): the list is within an object")
    {
      return Array(list.elements)
    }
    guard data["version"] != nil, data["url"] != nil,
      client.dialect.meets(.versionListShape, "single", "GET \(url.path): one object in place of a list")
    else { return [] }
    return [data]
  }

  /// GET version details.
  ///
  /// - Throws: `.call`, `.unreadable`, `.foreignAddress`.
  package mutating func details(
    of choice: VersionChoice, listedAt page: HTTPURL
  ) async throws(RegistrationProblem) -> AnnouncedEndpoints {
    switch origin.judge(choice.url, at: page) {
    case .url(let text):
      guard let url = try? HTTPURL(text) else { fallthrough }
      // Some take tokens in one form at their versions, and in another behind them (P-01).
      mayChangeForm = !isFormKnown
      let data = client.dialect.object(try await get(url).data, "GET \(url.path)")
      return try AnnouncedEndpoints(data, at: url, origin: origin)
    case .malformed, .none:
      throw .unreadable("the address of \(choice.version) cannot be read: \(choice.url)")
    case .foreign(let url):
      throw .foreignAddress("\(choice.version) is announced at \(url), which is not the partner's host")
    }
  }

  private mutating func get(_ url: HTTPURL) async throws(RegistrationProblem) -> OCPIAnswer {
    var request = OCPIRequest(.get, url)
    request.timeout = timeout
    request.responseLimit = 1 << 20
    request.isUrgent = true
    defer { mayChangeForm = false }
    do throws(OCPIFailure) {
      return try await client.call(request, token: token, form: form)
    } catch {
      guard case .credentialsRefused = error.kind, mayChangeForm,
        let answer = try? await client.call(request, token: token, form: form.other)
      else { throw .call(error) }
      form = form.other
      client.dialect.meets(
        .tokenHeaderBase64, form == .base64 ? "true" : "false",
        "GET \(url.path) refused the token \(form == .base64 ? "as it is" : "in Base64") and took the other form"
      )
      return answer
    }
  }
}
