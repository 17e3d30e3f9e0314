import Glibc
import Testing

@testable import partnerctl

/// Ruling 35: at every message of every exchange of credentials either side is killed, and nobody is locked out.
@Suite(.serialized) struct HandshakeKillTests {
  /// Every message and both sides in the long loop, a sample otherwise.
  static var cases: [(HandshakeStage.Exchange, Int, KillStage.Side)] {
    guard getenv("BILATERAL_SOAK") != nil else {
      return [(.post, 10, .emsp), (.put, 10, .emsp), (.delete, 2, .emsp)]
    }
    return HandshakeStage.Exchange.allCases.flatMap { exchange in
      (1...exchange.messages).flatMap { k in KillStage.Side.allCases.map { (exchange, k, $0) } }
    }
  }

  @Test("CR-17 S-10 the message is held, a side killed and started again: both end registered or both end")
  func killed() async throws {
    let stage = try await HandshakeStage()
    for (exchange, k, side) in Self.cases {
      let outcome = try #require(
        try await stage.play(exchange, holding: k, killing: side), "\(exchange) has no message \(k)")
      #expect(outcome.isSound, "\(outcome)")
      if getenv("BILATERAL_SOAK") != nil { print("  \(outcome)") }
    }
    await stage.stop()
  }

  @Test("P-10 an operator that has lost its database: the words of the other side lead back to traffic")
  func lostDatabase() async throws {
    let stage = try await HandshakeStage()
    let words = try stage.loseAndMend()
    #expect(words.text.contains("refuses every token we hold"), "\(words)")
    #expect(words.command == "partnerctl reset volt --take")
    #expect(words.isTalking)
    await stage.stop()
  }

  @Test(
    "CR-17 S-34 a side dies around any of its commits during an exchange, and nobody is locked out",
    .enabled(if: getenv("BILATERAL_SOAK") != nil, "the long loop"))
  func commits() async throws {
    let stage = try await HandshakeStage()
    for exchange in HandshakeStage.Exchange.allCases {
      for side in KillStage.Side.allCases {
        for place in 1...40 {
          guard let outcome = try await stage.play(exchange, dyingAt: "after-commit:\(place)", side) else {
            break
          }
          #expect(outcome.isSound, "\(outcome)")
          print("  \(outcome)")
        }
      }
    }
    await stage.stop()
  }
}
