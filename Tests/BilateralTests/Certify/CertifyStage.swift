import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import BilateralTerms
import Synchronization

/// What a run of checks told, by the ids of its checks.
struct CertifyRecord: Sendable {
  let lines: [JSON]
  let reply: ControlReply

  /// Lets a platform judge one of its partners.
  static func of(
    _ side: TestSide, _ partner: String, _ order: CertifyRun.Order = CertifyRun.Order()
  ) async throws -> CertifyRecord {
    let lines = Mutex<[JSON]>([])
    let reply = try await side.platform.certify.run(
      partner, order, telling: StepStream { line in lines.withLock { $0.append(line) } })
    return CertifyRecord(lines: lines.withLock { $0 }, reply: reply)
  }

  /// The ids of the checks that ended so, in order.
  func ids(_ verdict: String) -> [String] {
    lines.filter { $0["verdict"]?.string == verdict }.compactMap { $0["id"]?.string }
  }

  /// `PAG-07: what is wrong`, for those that ended so.
  func words(_ verdict: String) -> String {
    lines.filter { $0["verdict"]?.string == verdict }
      .map { "\($0["id"]?.string ?? ""): \($0["detail"]?.string ?? "")" }.joined(separator: "\n")
  }

  /// A member of the end.
  subscript(name: String) -> JSON? { reply.members.first { $0.name == name }?.value }
}
