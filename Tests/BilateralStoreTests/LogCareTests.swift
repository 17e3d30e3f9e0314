import Testing

@testable import BilateralStore

@Suite struct LogCareTests {
  var care = LogCare(passAt: 1000, restartAt: 4000)

  /// Commits of so many pages each, until something is to be done; the length of the log then.
  private mutating func write(from start: Int, by pages: Int = 10) -> (LogCare.Step, Int) {
    for length in stride(from: start, through: start + 20_000, by: pages) {
      care.committed(length)
      let step = care.step()
      if step != .nothing { return (step, length) }
    }
    return (.nothing, start + 20_000)
  }

  @Test mutating func `the thread moves it in parts, the writer the short rest of a long one`() {
    var (step, length) = write(from: 10)
    #expect(step == .pass && length == 1000)
    for end in [2000, 3000, 4000] {
      care.passed(LogFill(pages: length, moved: length))
      (step, length) = write(from: length + 10)
      #expect(step == .pass && length == end)
    }
    care.passed(LogFill(pages: 4000, moved: 4000))
    care.committed(4080)
    #expect(care.step() == .finish)
    care.finished(LogFill(pages: 4080, moved: 4080), startsAnew: true)
    #expect(care.step() == .nothing)
    care.committed(10)
    #expect(care.step() == .nothing)
    #expect(write(from: 20) == (.pass, 1000))
  }

  @Test mutating func `the writer leaves a long rest to the thread`() {
    care.committed(6000)
    #expect(care.step() == .pass)
    care.passed(LogFill(pages: 6000, moved: 6000))
    care.committed(6251)
    #expect(care.step() == .nothing)
    #expect(write(from: 6260) == (.pass, 7000))
  }

  @Test mutating func `what cannot be moved is not tried at each commit`() {
    // A reader needs all of it.
    var tries = 0
    for length in stride(from: 10, through: 8000, by: 10) {
      care.committed(length)
      switch care.step() {
      case .nothing: continue
      case .pass, .finish: tries += 1
      }
    }
    #expect(tries == 8)
    // It is gone, yet others always come.
    care.passed(LogFill(pages: 8000, moved: 8000))
    tries = 0
    for length in stride(from: 8010, through: 12_000, by: 10) {
      care.committed(length)
      guard care.step() == .finish else { continue }
      tries += 1
      care.finished(LogFill(pages: length, moved: length), startsAnew: false)
    }
    #expect(tries == 31)
  }

  @Test mutating func `what is told of an earlier log is not taken for this one`() {
    care.committed(4000)
    #expect(care.step() == .pass)
    care.committed(13)
    care.passed(LogFill(pages: 4000, moved: 4000))
    #expect(write(from: 13) == (.pass, 1003))
  }
}
