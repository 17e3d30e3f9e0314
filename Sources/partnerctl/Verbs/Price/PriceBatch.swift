import BilateralBase
import BilateralModel
import BilateralPricing

/// `price --batch`: lines of CDRs in, lines of prices out in the same order, on all cores and in little memory.
///
/// Lines are taken by the block; each core prices a part of a block, and the next block is begun when this one is
/// written. A line that cannot be priced says so in its place and costs no other.
struct PriceBatch {
  /// The parsed line.
  let invocation: Invocation

  /// At most so many lines and bytes in a block.
  private static let block = (lines: 512, bytes: 8 << 20)

  /// Does it.
  func run() async throws(Failure) -> ExitCode {
    let lines = try LineSource(invocation)
    let workers = (0..<LineSource.cores).map { _ in BatchPricer() }
    var isAgreed = true
    while invocation.screen.isOpen {
      let block = lines.block(lines: Self.block.lines, bytes: Self.block.bytes)
      guard !block.isEmpty else { break }
      let share = (block.count + workers.count - 1) / workers.count
      let parts = await withTaskGroup(of: (Int, BatchPricer.Part).self) { group in
        for (place, worker) in workers.enumerated() {
          let lines = block.dropFirst(place * share).prefix(share)
          group.addTask { (place, worker.price(lines)) }
        }
        return await group.reduce(into: [BatchPricer.Part?](repeating: nil, count: workers.count)) {
          $0[$1.0] = $1.1
        }
      }
      for part in parts {
        invocation.screen.printRaw(part?.text ?? "")
        isAgreed = isAgreed && part?.isAgreed ?? true
      }
    }
    return isAgreed ? .done : .findings
  }
}
