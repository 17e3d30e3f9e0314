import BilateralBase
import BilateralModel
import BilateralNet

/// What kind of answer it is, and which check of all answers names what is wrong with it.
extension CertifyAnswer {
  /// Whether it should hold content.
  var isSuccess: Bool { (200..<300).contains(http) && http != 204 && ask.method != .options }
  /// Whether it is a success that can be read.
  var hasJSON: Bool { isSuccess && json != nil }
  /// Whether a list is due.
  var isList: Bool {
    guard ask.method == .get, ask.path.isEmpty else { return false }
    switch ask.place {
    case .versions: return true
    case .module(_, let role): return role == .sender
    default: return false
    }
  }
  /// Whether the partner broke: 501 says that it cannot, and 503 with Retry-After when to come again.
  var isBreakdown: Bool {
    http >= 500 && http != 501 && !(http == 503 && fields[.retryAfter] != nil)
  }
  /// The one object, also where it stands in a list of one, which ENV-11 tells of.
  var single: JSON? {
    guard let data else { return nil }
    if data.members != nil { return data }
    guard let rows = data.elements, rows.count == 1, rows[0].members != nil else { return nil }
    return rows[0]
  }

  /// The check of all answers that names what is wrong, where the answer leaves nothing else to judge.
  var cause: String? {
    guard failure == nil else { return causeOfSilence }
    guard !ask.isGuess else { return nil }
    if (300..<400).contains(http) { return "TRN-21" }
    // That a request which is wrong on purpose was taken stands for itself, whatever the answer holds.
    guard ask.isOrdinary else { return nil }
    if isBreakdown { return "ENV-16" }
    guard isSuccess else { return nil }
    if fields["Content-Encoding"] != nil { return "TRN-20" }
    if body.isEmpty { return "ENV-02" }
    if objection != nil { return "ENV-01" }
    guard isList else { return nil }
    if !isFine { return "ENV-17" }
    return data?.elements == nil ? "ENV-10" : nil
  }

  private var causeOfSilence: String? {
    switch failure?.kind {
    case .againstProtocol: "TRN-17"
    case .unreachable(.read), .unreachable(.write): "TRN-18"
    case .timedOut: "TRN-19"
    default: nil
    }
  }
}
