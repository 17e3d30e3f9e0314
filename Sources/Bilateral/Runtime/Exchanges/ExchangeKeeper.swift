import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// Hands one call to a partner to the exchange log, however it ends.
struct ExchangeKeeper: Sendable {
  /// Whose calls are kept, and where.
  struct Recorder: Sendable {
    let partner: String
    let sink: ExchangeSink
    let wallClock: WallClock
    let elapsed: @Sendable () -> Duration

    init?(_ partner: String?, _ surroundings: Surroundings) {
      guard let partner, let sink = surroundings.exchanges else { return nil }
      self.partner = partner
      self.sink = sink
      wallClock = surroundings.wallClock
      elapsed = surroundings.elapsed
    }
  }

  private let recorder: Recorder
  private let message: HTTPClientRequest
  private let at: Timestamp
  private let begin: Duration

  /// Begins with a call that is about to be sent; nil when nothing is kept.
  init?(_ message: HTTPClientRequest, _ recorder: Recorder?) {
    guard let recorder else { return nil }
    self.recorder = recorder
    self.message = message
    at = recorder.wallClock.now()
    begin = recorder.elapsed()
  }

  /// Keeps a call that was answered, with the OCPI status if there was one.
  func keep(_ response: HTTPClientResponse, _ status: OCPIStatus?) {
    keep(response, ocpi: status?.rawValue, error: nil)
  }

  /// Keeps a call that failed, before or after an answer came.
  func keep(_ response: HTTPClientResponse?, _ failure: OCPIFailure) {
    var status: OCPIStatus?
    if case .refused(_, let told) = failure.kind { status = told }
    keep(response, ocpi: status?.rawValue, error: "\(failure)")
  }

  private func keep(_ response: HTTPClientResponse?, ocpi: Int?, error: String?) {
    recorder.sink(
      Exchange(
        at: at, partner: recorder.partner, direction: .outbound, method: message.method,
        address: message.url.description, requestFields: message.fields, request: message.body ?? [],
        response: response?.body ?? [], http: response?.status.code, ocpi: ocpi,
        took: recorder.elapsed() - begin, error: error))
  }
}
