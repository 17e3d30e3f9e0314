package import BilateralModel

/// Why a credentials exchange cannot be completed, for both ends of it.
///
/// As receiver we answer with ``status``; as initiator the operator sees code, message, help and exit code.
package enum RegistrationProblem: Error, Sendable {
  /// No version that both sides speak and our policy allows (CR-14).
  case noCommonVersion(String)
  /// Modules that the relation needs and the partner does not offer (CR-13).
  case missingModules([ModuleNeed])
  /// An address that does not belong to the partner, or is not https (CR-29, S-15).
  case foreignAddress(String)
  /// The credentials object cannot be used.
  case badCredentials(String)
  /// The parties announced are not the partner's, or are another's (CR-28).
  case wrongParties(String)
  /// The version takes one party of each side, and the file names more.
  case tooManyParties(String)
  /// The partner's versions or details are not understood.
  case unreadable(String)
  /// A call to the partner failed.
  case call(OCPIFailure)

  /// What the partner is told when it is the one who asks (CR-12…CR-14).
  package var status: OCPIStatus {
    switch self {
    case .noCommonVersion, .tooManyParties: .unsupportedVersion
    case .missingModules: .noMatchingEndpoints
    case .foreignAddress, .badCredentials, .wrongParties: .invalidParameters
    case .unreadable, .call: .cannotUseClient
    }
  }

  /// One sentence in plain words.
  package var message: String {
    switch self {
    case .noCommonVersion(let text), .foreignAddress(let text), .badCredentials(let text),
      .wrongParties(let text), .tooManyParties(let text), .unreadable(let text):
      text
    case .missingModules(let needs):
      "the partner does not offer " + needs.map(\.description).joined(separator: ", ")
    case .call(let failure): failure.message
    }
  }

  /// The sentence for the partner that asks: without a word of what answered us at the address it gave, which need not be
  /// its own (S-19).
  package var partnerMessage: String {
    guard case .call(let failure) = self else { return message }
    return switch failure.kind {
    case .credentialsRefused(let http):
      "our call to your versions was refused: HTTP \(http) to the token you gave us"
    case .refused(let http, let status):
      "our call to your versions was answered with HTTP \(http)" + (status.map { " and OCPI \($0)" } ?? "")
    default: message
    }
  }
}

extension ControlFailure {
  /// What an exchange that failed means to whoever began it.
  package init(_ problem: RegistrationProblem) {
    switch problem {
    case .call(let failure): self.init(failure as any Error)
    case .noCommonVersion:
      self.init(
        "BR211", problem.message, help: "compare connection.version_policy and allowed_versions", exit: 4)
    case .missingModules:
      self.init(
        "BR212", problem.message,
        help: "ask the partner for them, or set sync.<module>.mode = \"off\" in the partner file", exit: 4)
    case .foreignAddress:
      self.init(
        "BR213", problem.message, help: "a partner's addresses must be at the host of its versions_url",
        exit: 5)
    case .badCredentials:
      self.init("BR214", problem.message, help: "send the partner this message", exit: 5)
    case .wrongParties:
      self.init(
        "BR215", problem.message, help: "compare them.roles in the partner file with the partner", exit: 4)
    case .tooManyParties:
      self.init(
        "BR380", problem.message,
        help:
          "write one partner file for each pair of parties, each with a token and a registration of its own",
        exit: 4)
    case .unreadable:
      self.init("BR216", problem.message, help: "send the partner this message", exit: 5)
    }
  }
}
