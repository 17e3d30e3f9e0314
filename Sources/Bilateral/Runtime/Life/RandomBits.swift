/// Injected randomness for pauses and spreads; secrets are drawn from the operating system's generator elsewhere.
package struct RandomBits: RandomNumberGenerator, Sendable {
  private let draw: @Sendable () -> UInt64

  /// Makes a source from a closure that returns 64 fresh bits.
  package init(_ draw: @escaping @Sendable () -> UInt64) {
    self.draw = draw
  }

  /// The system's generator.
  package static let system = RandomBits {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }

  package mutating func next() -> UInt64 { draw() }
}
