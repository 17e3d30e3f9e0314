import Bilateral
import BilateralBase
import BilateralTerms

/// Asks for what reconciliation found missing: by the verbs that there are, each told as it goes.
struct ReconcileFix: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation
  let partner: String

  /// Does what helps against these findings.
  /// - Throws: what the runtime tells; exit 6 without one.
  func run(_ parts: [ReconcileRun.Part]) async throws(Failure) {
    let client = try ControlClient(invocation)
    if invocation.isDryRun { return invocation.talk.print("would ask \(partner) for what is missing") }
    try await offPool { () throws(Failure) in
      let modules = Self.missing(parts)
      if !modules.isEmpty { try pull(modules, client) }
      if parts.contains(where: { $0.result.findings.contains { $0.cause == .undelivered } }) {
        try resend(client)
      }
    }
  }

  /// What is pulled: a CDR that never came, or the session of one that came alone.
  private static func missing(_ parts: [ReconcileRun.Part]) -> [String] {
    let causes = Set(parts.filter { $0.direction == .buy }.flatMap { $0.result.findings.map(\.cause) })
    var modules: [String] = []
    if !causes.isDisjoint(with: [.noSession, .ghost, .unknownToken]) { modules.append("sessions") }
    if !causes.isDisjoint(with: [.missingCDR, .onlyTheirs]) { modules.append("cdrs") }
    return modules
  }

  private func pull(_ modules: [String], _ client: ControlClient) throws(Failure) {
    let body: JSON = ["modules": .array(modules.map { .string($0) }), "full": true]
    let result = try client.stream("/partners/\(partner)/sync", body) { line in
      guard line["type"]?.string == "step" else { return }
      invocation.talk.print(Cell.printable("\(line["step"]?.string ?? ""): \(line["detail"]?.string ?? "")"))
    }
    guard result["ok"]?.bool == false else { return }
    throw ControlFault.failure(result["error"] ?? result, status: 502)
  }

  /// What was refused once is tried again.
  private func resend(_ client: ControlClient) throws(Failure) {
    let items = try client.get("/outbox?partner=\(partner)")["items"]?.elements ?? []
    for item in items where item["module"]?.string == "cdrs" {
      guard let number = item["id"]?.int else { continue }
      _ = try client.post("/outbox/\(number)/retry")
      invocation.talk.print("CDR \(Cell.printable(item["object"]?.string ?? "")) is sent again")
    }
  }
}
