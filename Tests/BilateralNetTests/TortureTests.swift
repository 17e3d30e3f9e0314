import BilateralNet
import Glibc
import Testing

/// What a client may do to a server on a real socket: each row is printed with what came of it, and after each of them
/// somebody else is served as before.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TortureTests {
  @Test("S-25 S-26 over a real socket every raw request is treated as the table says, whole and cut in two")
  func vectors() throws {
    let house = try TortureHouse()
    var rows = 0
    for vector in requestVectors where !vector.outcome.isEmpty {
      let half = vector.wire.count / 2
      let due = vector.outcome.split(separator: " | ").count
      for portions in [[vector.wire], [Array(vector.wire[..<half]), Array(vector.wire[half...])]] {
        let outcome = house.outcome(of: portions, thenEnd: vector.endsInput, count: due)
        let isRight = outcome == vector.outcome
        if !isRight { print("FAIL", vector.name, "·", outcome) }
        #expect(isRight, "\(vector.name): \(outcome) and not \(vector.outcome)")
        rows += 1
      }
    }
    print("ok   \(rows) raw requests over a socket, each as the table says")
    #expect(rows >= 300 && house.probe() == "answered")
  }

  @Test(
    "S-24 S-25 S-27 S-28 S-29 floods, drips, bombs and vanishing clients: each ends as it should, and others are served"
  )
  func attacks() throws {
    for row in TortureRow.all {
      let house = try TortureHouse(row.limits)
      let outcome = row.attack(house)
      let probe = house.probe()
      let isRight = row.due.contains(outcome) && probe == "answered"
      print(isRight ? "ok  " : "FAIL", row.name, "·", outcome, "· others", probe)
      #expect(isRight, "\(row.name): \(outcome), others \(probe)")
    }
  }
}
