package import BilateralBase
package import BilateralCrypto

/// What the runtime takes from the world: time, chance, and where it tells what happens.
///
/// Injected everywhere, so that nothing below reads a global and tests own time.
package struct Surroundings: Sendable {
  /// The time of day, UTC.
  package var wallClock: WallClock
  /// What pauses are slept on.
  package var clock: any Clock<Duration>
  /// Time since some fixed start, monotonic.
  package var elapsed: @Sendable () -> Duration
  /// Spreads pauses.
  package var bits: RandomBits
  /// Makes tokens and ids.
  package var random: any RandomSource
  /// Where events are told.
  package var log: Log
  /// Where figures are kept.
  package var metrics: MetricRegistry

  /// Where exchanges with partners are kept; nil for nowhere.
  package var exchanges: ExchangeSink?

  /// Called with the number of each answer to a partner, made and not yet sent; for tests that crash here.
  package var willAnswer: (@Sendable (Int) -> Void)?

  /// The real world.
  package static func system(log: Log) -> Surroundings {
    let clock = ContinuousClock()
    let start = clock.now
    return Surroundings(
      wallClock: .system, clock: clock, elapsed: { start.duration(to: clock.now) }, bits: .system,
      random: SecureRandom(), log: log, metrics: MetricRegistry())
  }

  /// A fresh UUID for request and correlation ids (TR-60).
  package func makeID() -> String {
    var bits = bits
    return UUIDText.random(using: &bits).description
  }

  /// A fresh credentials token in characters that OCPI allows (S-08, TR-09).
  ///
  /// `count` is 32 to 48 bytes of the system's generator; longer ones than 32 are spelled shorter, because OCPI leaves a
  /// token 64 characters.
  package func makeToken(bytes count: Int = 32) -> SecretText {
    let bytes = random.bytes(count)
    guard count > 32 else { return SecretText(Hex.encode(bytes)) }
    let text = Base64.encode(bytes).filter { $0 != "=" }
    return SecretText(text.replacing("+", with: "-").replacing("/", with: "_"))
  }
}
