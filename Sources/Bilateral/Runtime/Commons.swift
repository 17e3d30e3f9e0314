package import BilateralBase
package import BilateralCrypto
package import BilateralNet
package import BilateralStore
import BilateralTerms
import Synchronization

/// What all parts of a running platform share.
package final class Commons: Sendable {
  package let surroundings: Surroundings
  package let store: Store
  package let links = LinkTable()
  package let tokens = TokenDirectory()
  /// Opens when the platform begins to drain: whoever waits for something to happen stops waiting.
  package let closing = Latch()
  package let pullTurns = PullTurns()
  /// How much of partners' lists is in memory at a time.
  package let pullBudget: PullBudget
  /// Where partners of adopted connections call us.
  package let adopted = AdoptedAddresses()
  package let vault: SecretVault
  /// How each partner deviates from the specification.
  package let dialects: Dialects
  /// What else happens when terms are put into force.
  package let applied = AppliedHooks()
  private let sealing: SealingKey
  private let order = Atomic<UInt64>(0)
  private struct Changing {
    var fleet: LoadedFleet
    var publicURL: HTTPURL?
    /// Grows with each reading of the folder.
    var edition = 0
    /// Hashes over the money terms of the files as they were read, by partner and whether lists count.
    var moneyHashes: [String: [UInt8]] = [:]
  }
  private let changing: Mutex<Changing>

  package init(
    surroundings: Surroundings, store: Store, vault: SecretVault, sealing: SealingKey, fleet: LoadedFleet,
    dialects: Dialects? = nil
  ) {
    self.dialects = dialects ?? Dialects(clock: surroundings.wallClock)
    self.surroundings = surroundings
    pullBudget = PullBudget(clock: surroundings.clock, elapsed: surroundings.elapsed)
    self.store = store
    self.vault = vault
    self.sealing = sealing
    changing = Mutex(Changing(fleet: fleet))
  }

  /// The fleet folder as last read.
  package func fleet() -> LoadedFleet { changing.withLock { $0.fleet } }

  /// Changes what was read last, in one step.
  package func amend(_ change: (LoadedFleet) -> LoadedFleet) {
    changing.withLock {
      $0.fleet = change($0.fleet)
      $0.edition += 1
      $0.moneyHashes = [:]
    }
  }

  /// The hash over the money terms that a partner's file on disk has; nil when it has none.
  ///
  /// - Parameters:
  ///   - id: the partner.
  ///   - lists: whether the price lists that it names count.
  /// - Returns: the hash, worked out once for each reading of the folder.
  package func moneyHash(of id: String, lists: Bool) -> [UInt8]? {
    let key = lists ? id : "\(id) alone"
    let (known, fleet, edition) = changing.withLock { ($0.moneyHashes[key], $0.fleet, $0.edition) }
    if let known { return known }
    guard let file = fleet.partners[id] else { return nil }
    let hash = TermsSnapshot.hash(
      file, money: true, groups: fleet.groups, lists: lists ? fleet.lists : PriceTexts())
    changing.withLock { changing in
      // Another reading may have come meanwhile.
      if changing.edition == edition { changing.moneyHashes[key] = hash }
    }
    return hash
  }

  /// A number that grows with each write transaction that asks for it.
  ///
  /// What such transactions found is brought into memory in this order, so that an older finding that comes
  /// later does not undo a newer one. To be asked within the transaction: the store runs them one by one.
  package func nextOrder() -> UInt64 { order.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Takes over a newly read folder.
  package func adopt(_ fleet: LoadedFleet) { amend { _ in fleet } }

  /// What partners reach: the base of all our OCPI addresses, known once the server listens.
  package func publicURL() -> HTTPURL? { changing.withLock { $0.publicURL } }

  /// Sets the base of our addresses.
  package func announce(_ url: HTTPURL) { changing.withLock { $0.publicURL = url } }

  /// Our versions URL, as partners are told.
  package func versionsURL() -> HTTPURL? { publicURL()?.appending(segments: ["versions"]) }

  /// Seals a token we received, bound to its partner (S-02).
  package func sealToken(_ token: SecretText, of partner: String) -> [UInt8] {
    sealing.seal(Array(token.revealed.utf8), context: Self.context(partner))
  }

  /// Opens a sealed token; nil when the key is another or the bytes were changed.
  package func unsealToken(_ sealed: [UInt8], of partner: String) -> SecretText? {
    guard let bytes = try? sealing.open(sealed, context: Self.context(partner)) else {
      surroundings.log.error("a sealed token cannot be opened", ["partner": partner])
      return nil
    }
    return SecretText(String(decoding: bytes, as: UTF8.self))
  }

  /// Binds a sealed token to its partner.
  static func context(_ partner: String) -> [UInt8] { Array("their-token:\(partner)".utf8) }
}

extension Commons {
  /// The same store and partners seen from other surroundings, for tests that own time.
  package func with(_ surroundings: Surroundings) -> Commons {
    let other = Commons(
      surroundings: surroundings, store: store, vault: vault, sealing: sealing, fleet: fleet(),
      dialects: dialects)
    for link in links.all { other.links.add(link) }
    return other
  }
}
