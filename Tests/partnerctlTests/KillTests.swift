import Glibc
import Testing

@testable import partnerctl

/// Ruling 35: either process is killed at an exact place of the sync, started again, and the sync completes.
@Suite(.serialized) struct KillTests {
  /// Every k in the long loop, a sample otherwise.
  static var places: [Int] {
    getenv("BILATERAL_SOAK") == nil ? [1, 3, 6] : Array(1...40)
  }

  @Test("S-34 an eMSP killed around any commit of the sync completes it after its restart")
  func killedReceiver() throws {
    let stage = try KillStage(locations: 200)
    for moment in ["before-commit", "after-commit"] {
      for place in Self.places {
        stage.restore()
        let cpo = try stage.start(.cpo)
        let first = try stage.start(.emsp, trap: "\(moment):\(place)")
        let died = first.dies(within: 10, { stage.isComplete(seconds: 0) }) || stage.endTrapped(first)
        let second = try stage.start(.emsp)
        #expect(stage.isComplete(), "killed \(moment) \(place): \(stage.seen)")
        try stage.end(second)
        try stage.end(cpo)
        if !died { break }
      }
    }
  }

  @Test("S-34 a CPO killed at any answer of the sync is asked again after its restart")
  func killedSender() throws {
    let stage = try KillStage(locations: 200)
    for place in Self.places {
      stage.restore()
      let first = try stage.start(.cpo, trap: "answer:\(place)")
      let emsp = try stage.start(.emsp)
      let died = first.dies(within: 10, { stage.isComplete(seconds: 0) }) || stage.endTrapped(first)
      let second = try stage.start(.cpo)
      #expect(stage.isComplete(seconds: 40), "killed at answer \(place): \(stage.seen)")
      try stage.end(emsp)
      try stage.end(second)
      if !died { break }
    }
  }
}

extension RunningProgram {
  /// Waits until the process has died, or until `isDone` says that there is nothing left to die in.
  func dies(within seconds: Int, _ isDone: () -> Bool) -> Bool {
    let deadline = time(nil) + seconds
    while time(nil) <= deadline {
      if hasExited { return true }
      if isDone() { return false }
      usleep(20_000)
    }
    return false
  }
}
