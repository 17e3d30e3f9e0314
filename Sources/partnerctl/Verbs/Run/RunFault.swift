import Bilateral

/// Turns what keeps a runtime from starting into a failure with the right exit code and the next step.
enum RunFault {
  /// The failure of an error.
  static func failure(_ error: any Error) -> Failure {
    if let failure = error as? Failure { return failure }
    let fault = BilateralError(error)
    return Failure(ExitCode(rawValue: fault.exit) ?? .fault, fault.message, help: fault.help)
  }
}
