import BilateralStore

/// Makes durable what is learned of one partner's dialect: at once when it is new, then every half minute at most.
package struct DialectKeeper: Service {
  private static let pause: Duration = .seconds(30)

  package let name: String
  private let dialect: PartnerDialect
  private let commons: Commons

  package init(_ link: PartnerLink, _ commons: Commons) {
    name = "\(link.id)/dialect"
    dialect = link.dialect
    self.commons = commons
  }

  package func run() async throws {
    do {
      while true {
        try await dialect.save(in: commons.store)
        try await dialect.bell.wait(atMost: nil, clock: commons.surroundings.clock)
        try await dialect.save(in: commons.store)
        try await commons.surroundings.clock.sleep(for: Self.pause)
      }
    } catch is CancellationError {
      // The last sightings are kept though this task is told to stop.
      let (dialect, store) = (dialect, commons.store)
      try? await Task { try await dialect.save(in: store) }.value
      throw CancellationError()
    }
  }
}
