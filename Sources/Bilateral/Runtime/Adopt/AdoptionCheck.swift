import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Sees whether an exported connection is alive, by reading only.
struct AdoptionCheck: Sendable {
  let export: ConnectionExport
  let client: OCPIClient
  let steps: StepStream

  private var form: TokenForm { TokenForm(rawValue: export.theirTokenForm) ?? .base64 }

  /// Asks the partner's versions, and each list for one object.
  ///
  /// - Throws: `ControlFailure` when the partner does not let the token in; nothing has been changed then.
  func run() async throws {
    if let text = export.versionsURL, let url = try? HTTPURL(text) {
      try await ask("versions", url, isRequired: false) { data in
        let offered = data?.elements.compactMap { $0["version"]?.string } ?? []
        return "\(offered.joined(separator: " ")) at the partner, \(export.version) in force"
      }
    }
    var answered = 0
    for row in export.theirEndpoints where row.role != InterfaceRole.receiver.rawValue {
      guard let url = url(of: row) else { continue }
      try await ask(row.module, url, isRequired: true) { _ in "answers with your token" }
      answered += 1
    }
    guard answered > 0 else {
      throw ControlFailure(
        "BR321", "the export names no endpoint that could be read: nothing shows that it is alive",
        help: "their_endpoints needs credentials or the partner's SENDER endpoints", exit: 65)
    }
  }

  /// Where reading changes nothing and costs little.
  private func url(of row: EndpointRow) -> HTTPURL? {
    guard let url = try? HTTPURL(row.url) else { return nil }
    if let kind = ReceivedKinds.named(row.module) {
      let from = kind.beginning.map { [(name: "date_from", value: "\($0)")] } ?? []
      return url.appending(query: [(name: "limit", value: "1")] + from)
    }
    return row.module == "credentials" ? url : nil
  }

  private func ask(
    _ name: String, _ url: HTTPURL, isRequired: Bool, _ detail: (JSONNode?) -> String
  ) async throws {
    do throws(OCPIFailure) {
      let answer = try await client.call(OCPIRequest(.get, url), token: export.theirToken, form: form)
      steps.step(name, ok: true, detail: detail(answer.data))
    } catch {
      let isDead = isRequired && !error.partnerAnswered
      let isBarred = if case .credentialsRefused = error.kind { true } else { false }
      steps.step(name, ok: isDead || isBarred ? false : nil, detail: error.message, help: error.help)
      guard isDead || isBarred else { return }
      throw ControlFailure(
        "BR322", "the connection is not taken over: \(error.message)",
        help: "nothing was changed here or at the partner; look at their_token and their_endpoints",
        exit: error.exit)
    }
  }
}
