import Bilateral
import Testing

@Suite struct LatchTests {
  @Test func `everybody goes on once it is open, those who come later at once`() async {
    let latch = Latch()
    #expect(!latch.isOpen)
    async let first: Void = latch.wait()
    async let second: Void = latch.wait()
    latch.open()
    _ = await (first, second)
    await latch.wait()
    #expect(latch.isOpen)
  }

  @Test func `a cancelled task does not wait on`() async {
    let latch = Latch()
    let waiting = Task { await latch.wait() }
    waiting.cancel()
    await waiting.value
    #expect(!latch.isOpen)
  }
}
