import Bilateral
import BilateralModel
import Testing

/// What a hub answers when it cannot bring a message to the receiver.
@Suite struct HubErrorTests {
  private func failure(_ status: Int, http: Int = 200) -> OCPIFailure {
    OCPIFailure(.refused(http: http, status: OCPIStatus(rawValue: status)), "said so")
  }

  @Test(
    "TR-25 what a hub could not deliver waits and is tried again, with words for each reason",
    arguments: [4000, 4001, 4002, 4003, 4999], [200, 404])
  func waits(_ status: Int, _ http: Int) {
    let failure = failure(status, http: http)
    #expect(failure.retry == .later(atLeast: nil))
    guard case .later = SendOutcome(failure) else {
      Issue.record("\(status) is \(SendOutcome(failure))")
      return
    }
    #expect(failure.help.contains("tried again") == (4001...4003).contains(status))
  }

  @Test("what the receiver itself refused is not tried again")
  func refused() {
    guard case .refused = SendOutcome(failure(2001)) else {
      Issue.record("2001 is \(SendOutcome(failure(2001)))")
      return
    }
    #expect(failure(2001).retry == .never)
  }

  @Test(
    "CMD-19 an order that the hub waited for in vain may have arrived; one that it did not pass on failed")
  func orders() {
    guard case .unclear = CommandFailure(sending: failure(4002)),
      case .ended(let outcome) = CommandFailure(sending: failure(4003))
    else {
      Issue.record("taken for another end")
      return
    }
    #expect(outcome.word == .failed)
  }
}
