import Bilateral
import BilateralBase

extension Command {
  /// `status`: one line a partner.
  static let status = Command(
    group: .run, name: "status", summary: "one line a partner: state, version, lag, backlog",
    positionals: [
      .init(name: "ID", optional: true, repeats: true, summary: "partners; all when none is named")
    ],
    flags: [
      Flag("check", says: "exit 1 when a live partner is degraded"),
      Flag("watch", "w", says: "show it again and again until Ctrl-C"),
      Flag("every", nil, .duration, says: "pause of --watch (default 2s)"),
    ],
    examples: [
      .init(line: "partnerctl status", says: "all partners"),
      .init(line: "partnerctl status acme --json", says: "raw numbers, UTC times"),
      .init(line: "partnerctl status --watch -s status:live", says: "live partners, every two seconds"),
      .init(line: "partnerctl status --check -q", says: "for monitoring: only the exit code counts"),
    ],
    exits: [.done, .findings, .conflict, .missing, .interrupted], acts: [.select, .timeout, .now, .csv],
    takesSignals: true,
    run: { (invocation) async throws(Failure) in try await Watching(invocation: invocation).run() })
}

/// `status`, once or again and again.
private struct Watching: Sendable {
  let invocation: Invocation

  func run() async throws(Failure) -> ExitCode {
    let following = Interruption(invocation: invocation).follow()
    defer { following.cancel() }
    let client = try ControlClient(invocation)
    let ids = try invocation.partners() ?? []
    let pause = invocation.arguments.span("every")?.milliseconds ?? 2000
    var code = try await show(client, ids)
    while invocation.arguments.has("watch"), invocation.screen.isOpen {
      do { try await Task.sleep(for: .milliseconds(pause)) } catch { return code }
      code = try await show(client, ids)
    }
    return code
  }

  private func show(_ client: ControlClient, _ ids: [String]) async throws(Failure) -> ExitCode {
    let reading = try await client.look("/partners")
    let overview = StatusOverview(reading.json, only: ids)
    try overview.demandAll(ids)
    StatusView(invocation: invocation).show(overview, reading)
    return invocation.arguments.has("check") && overview.isLiveDegraded ? .findings : .done
  }
}

extension StatusOverview {
  /// Checks that every partner named is there.
  func demandAll(_ ids: [String]) throws(Failure) {
    let known = Set(partners.compactMap { $0["id"]?.string })
    if let missing = ids.first(where: { !known.contains($0) }) {
      throw Failure(.missing, "there is no partner \"\(missing)\"", help: "partnerctl status lists all")
    }
  }
}
