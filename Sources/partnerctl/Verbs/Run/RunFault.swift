import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms

/// Turns what keeps a runtime from starting into a failure with the right exit code and the next step.
enum RunFault {
  /// The failure of an error.
  static func failure(_ error: any Error) -> Failure {
    switch error {
    case let failure as Failure: failure
    case let missing as SecretVault.Missing: secret(missing)
    case let unusable as LoadedFleet.Unusable:
      Failure(.badInput, "the fleet folder cannot be used: \(unusable)", help: "partnerctl validate")
    case let unusable as Platform.Unusable:
      Failure(ExitCode(rawValue: unusable.exit) ?? .fault, unusable.description, help: "partnerctl validate")
    case let error as StoreError: store(error)
    case let error as SocketError:
      Failure(
        .conflict, "cannot listen: \(error)", help: "another program may hold the port: see partnerctl.toml")
    case let error as TLSError:
      Failure(.badInput, "the certificate or key of [server] cannot be used: \(error)")
    default: Failure(.fault, "\(error)")
    }
  }

  private static func store(_ error: StoreError) -> Failure {
    let code: ExitCode =
      switch error.kind {
      case .locked, .newerSchema, .olderSchema, .busy: .conflict
      case .full, .readOnly: .cannotWrite
      case .missing: .missing
      case .foreign: .badInput
      case .closed, .broken: .fault
      }
    return Failure(code, "\(error.code) \(error.message)", help: error.help)
  }

  private static func secret(_ missing: SecretVault.Missing) -> Failure {
    let help =
      switch SecretReference(missing.reference) {
      case .stored(let name): "partnerctl secret set \(name) < FILE"
      case .environment(let name): "export \(name)=… before the start"
      case .file(let path): "put the file at \(path)"
      case nil: "see the reference in partnerctl.toml"
      }
    return Failure(.noSecret, "\(missing.reference) \(missing.reason)", help: help)
  }
}
