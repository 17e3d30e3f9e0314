import BilateralBase

/// Turns what the runtime answers into a failure with the right exit code.
enum ControlFault {
  /// The answer is not what the control channel speaks.
  static let garbled = Failure(
    .fault, "the runtime's answer is not understood", help: "are partnerctl and the runtime of one version?")

  /// No runtime listens at this socket.
  static func noRuntime(at socket: String) -> Failure {
    Failure(
      .conflict, "no runtime runs for this fleet (nobody listens at \(socket))",
      help: "start it: partnerctl run")
  }

  /// The JSON of a good answer.
  /// - Throws: the failure that the answer tells: its `error` object, or its status.
  static func checked(_ answer: ControlAnswer, _ bytes: [UInt8]) throws(Failure) -> JSON {
    let json = bytes.isEmpty ? JSON.object([]) : try? JSON.parse(bytes, limits: JSONLimits(size: 1 << 30))
    if answer.status / 100 == 2 {
      guard let json else { throw garbled }
      return json
    }
    throw failure(json?["error"], status: answer.status)
  }

  /// The failure that an `error` object and a status tell.
  static func failure(_ error: JSON?, status: Int) -> Failure {
    let told = error?["exit"]?.int.flatMap { Int32(exactly: $0) }.flatMap { ExitCode(rawValue: $0) }
    let code = error?["code"]?.string.map { "\($0) " } ?? ""
    let message = error?["message"]?.string ?? "the runtime answered HTTP \(status)"
    return Failure(told ?? exit(for: status), code + message, help: error?["help"]?.string)
  }

  private static func exit(for status: Int) -> ExitCode {
    switch status {
    case 404: .missing
    case 401, 403: .refused
    case 409, 423, 503: .conflict
    case 400, 413, 422: .badInput
    case 502, 504: .unreachable
    default: .fault
    }
  }
}
