import BilateralBase
import BilateralNet

/// Exchanges that meet: one at a time with a partner, whoever began it (P-08).
extension Registrar {
  /// Runs an exchange; one that meets an exchange of the partner's is tried again after a pause.
  ///
  /// Another verb of ours is not waited for: its operator is told so (exit 6).
  func meeting(
    _ link: PartnerLink, telling steps: StepStream, _ exchange: @Sendable (_ tries: Int) async throws -> Void
  ) async throws {
    for tries in 0...patience {
      switch link.beginExchange(as: .ours) {
      case .ours: throw Self.underWay(link)
      case .theirs: break
      case nil:
        defer { link.endExchange() }
        do {
          return try await exchange(tries)
        } catch let failure as ControlFailure where failure.code == Self.busy && tries < patience {}
      }
      steps.step("wait", ok: nil, detail: "the partner's own exchange is under way, trying again in a moment")
      try await commons.surroundings.clock.sleep(for: pause(tries + 1, link))
    }
    throw Self.underWay(link)
  }

  /// Runs something that no exchange may meet.
  func alone(_ link: PartnerLink, _ body: @Sendable () async throws -> Void) async throws {
    guard link.beginExchange(as: .ours) == nil else { throw Self.underWay(link) }
    defer { link.endExchange() }
    try await body()
  }

  private static func underWay(_ link: PartnerLink) -> ControlFailure {
    ControlFailure(
      busy, "another credentials exchange with \(link.id) is under way", help: "try again in a moment",
      exit: 6)
  }

  /// Who goes first is agreed without a word: the platform with the lower versions URL.
  private func pause(_ tries: Int, _ link: PartnerLink) -> Duration {
    let ours = commons.versionsURL()?.description ?? ""
    let theirs = link.terms.technical.connection.versionsURL ?? link.ownFacts.endpoints.first?.url ?? ""
    return Self.pause(tries, isFirst: ours < theirs, bits: commons.surroundings.bits)
  }

  /// Short for who goes first; for the other long enough that the first has ended.
  package static func pause(_ tries: Int, isFirst: Bool, bits: RandomBits) -> Duration {
    var bits = bits
    let range: ClosedRange<Int64> = isFirst ? 50...200 : 600...900
    return .milliseconds(Int64.random(in: range, using: &bits) * Int64(tries))
  }
}
