import BilateralTerms

/// What a verb needs that changes how we stand with a partner: the platform, and how link and loops follow a commit.
package struct LinkKeeper: Sendable {
  let commons: Commons
  let loader: LinkLoader
  private let startLoops: @Sendable (PartnerLink) -> Void

  /// Makes it.
  ///
  /// - Parameters:
  ///   - commons: the platform.
  ///   - loader: brings what was committed into memory.
  ///   - startLoops: starts the loops of a partner, unless they run.
  package init(
    commons: Commons, loader: LinkLoader, startLoops: @escaping @Sendable (PartnerLink) -> Void
  ) {
    self.commons = commons
    self.loader = loader
    self.startLoops = startLoops
  }

  /// Brings what was committed into memory, and starts the loops of a partner that is there for the first time.
  ///
  /// - Throws: as `LinkLoader.load`.
  func follow(_ file: PartnerFile) async throws {
    start(try await loader.load(file))
  }

  /// Starts the loops of a partner, unless they run.
  func start(_ link: PartnerLink) { startLoops(link) }
}
