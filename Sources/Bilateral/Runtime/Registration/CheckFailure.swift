import BilateralBase
import BilateralNet
import BilateralTerms

/// What a failed call of a check most likely means, and which line of the partner file it points to.
struct CheckFailure {
  private let failure: OCPIFailure
  private let file: PartnerFile
  private let otherForm: TokenForm?
  private let isRegistered: Bool

  /// Judges a failure; `otherForm` is the form of the token that the partner would take, when it is the other one.
  init(_ failure: OCPIFailure, _ file: PartnerFile, otherForm: TokenForm?, isRegistered: Bool) {
    self.failure = failure
    self.file = file
    self.otherForm = otherForm
    self.isRegistered = isRegistered
  }

  /// The failure of GET versions.
  var versions: ControlFailure {
    switch failure.kind {
    case .credentialsRefused: otherForm.map(wrongForm) ?? wrongToken
    case .timedOut:
      told("connection.timeout", "the partner is slow or a proxy holds the call; raise connection.timeout")
    case .unreachable(.tls):
      told("security.client_cert", "the partner ended TLS: does it demand a client certificate?")
    case .rateLimited:
      told("connection.rate_limit", "wait a while; lower connection.rate_limit if it happens often")
    case .refused(let http, _) where (300..<400).contains(http):
      told("connection.versions_url", "the address redirects; write the one it redirects to", exit: 5)
    case .refused(http: 404, _), .refused(http: 405, _):
      told(
        "connection.versions_url",
        "there is no versions endpoint at that path: compare connection.versions_url", exit: 5)
    case .refused, .againstProtocol:
      told(
        "connection.versions_url",
        "is connection.versions_url their versions endpoint? send them this message", exit: 5)
    default: told("connection.versions_url", failure.help)
    }
  }

  private func told(_ path: String, _ help: String, exit: Int? = nil) -> ControlFailure {
    ControlFailure(
      failure.code, failure.message, help: help, exit: exit ?? failure.exit, place: file.place(near: path))
  }

  private func wrongForm(_ form: TokenForm) -> ControlFailure {
    ControlFailure(
      failure.code,
      "\(failure.message): the token is sent \(form.other.words), the partner takes it \(form.words)",
      help: "write dialect.token_header_base64 = \(form == .base64), or \"detect\"", exit: 4,
      place: file.place(near: "dialect.token_header_base64"))
  }

  private var wrongToken: ControlFailure {
    isRegistered
      ? told(
        "connection.versions_url",
        "the registration is not known there any more: partnerctl register \(file.id)")
      : told(
        "connection.token_a",
        "the secret of connection.token_a is not the token that the partner expects, or it was used up: ask for a new one"
      )
  }

  /// The field that a problem of the version details points to.
  static func path(of problem: RegistrationProblem) -> String {
    switch problem {
    case .noCommonVersion: "connection.allowed_versions"
    case .missingModules(let needs): needs.first.map { "sync.\($0.module).mode" } ?? "them.roles"
    default: "connection.versions_url"
    }
  }
}

extension ControlFailure {
  /// What a problem means to whoever began it, with the nearest line of the file to a field.
  init(_ problem: RegistrationProblem, near path: String, of file: PartnerFile) {
    self.init(problem)
    place = file.place(near: path)
  }
}
