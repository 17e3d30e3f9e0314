/// What the simulated hub says of a message that it told to several.
package struct HubVerdict: Sendable, Equatable {
  /// `status_code`, and the words of one who refused.
  package let status: Int
  package let message: String?

  /// Success when one took it or nobody was there, else what the first one said.
  ///
  /// Who is away is not waited for: it reads the lists when it is back (HCI-05).
  package init(_ outcomes: [(status: Int, message: String?)]) {
    let refused = outcomes.filter { $0.status >= 2000 }
    guard refused.count == outcomes.count, let first = refused.first else {
      (status, message) = (1000, nil)
      return
    }
    (status, message) = (first.status, first.message)
  }
}
