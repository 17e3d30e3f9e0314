/// Where results of commands go that travelled through the simulated hub: it gives each a address of its own.
package struct HubErrands: Sendable {
  /// A result that is awaited.
  package struct Errand: Sendable, Equatable {
    /// The platform that asked, and where it wants the result.
    package let asker: Int
    package let url: String
    /// The platform that will tell it.
    package let teller: Int
    /// Between whom the result goes.
    package let routing: RoutedParties

    package init(asker: Int, url: String, teller: Int, routing: RoutedParties) {
      (self.asker, self.url, self.teller, self.routing) = (asker, url, teller, routing)
    }
  }

  /// As many as are kept; the oldest are forgotten.
  private static let room = 10_000

  private var errands: [Int: Errand] = [:]
  private var last = 0

  package init() {}

  /// Keeps an errand.
  ///
  /// - Returns: its number, which ends its address.
  package mutating func add(_ errand: Errand) -> String {
    last += 1
    errands[last] = errand
    errands[last - Self.room] = nil
    return "\(last)"
  }

  /// The errand of a number, for the platform that may tell it.
  package func errand(_ number: String, of teller: Int) -> Errand? {
    guard let errand = Int(number).flatMap({ errands[$0] }), errand.teller == teller else { return nil }
    return errand
  }
}
