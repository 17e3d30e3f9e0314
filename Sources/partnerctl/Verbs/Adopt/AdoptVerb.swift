import BilateralBase

/// Reads the export and lets the runtime take it over, or give it back.
struct AdoptVerb: Sendable {
  let invocation: Invocation

  func run() async throws(Failure) -> ExitCode {
    let arguments = invocation.arguments
    if arguments.has("revert") { return try await revert(isForced: arguments.has("force")) }
    guard let path = arguments.text("from") else {
      throw .usage("adopt needs --from FILE, or --revert", help: "partnerctl adopt --help shows both")
    }
    let bytes = try FileSystem.read(invocation.console.absolute(path))
    let export: JSON
    do {
      export = try JSON.parse(bytes)
    } catch {
      throw Failure(.badInput, "\(path): \(error)", help: "docs/adopt.md has the shape of an export")
    }
    let isTrial = invocation.isDryRun
    var command = StepsCommand(
      verb: "adopt", question: isTrial ? nil : "Take over the connection with",
      body: { _ in ["export": export, "dry_run": .bool(isTrial)] })
    command.isReadOnly = true
    return try await command.run(invocation)
  }

  private func revert(isForced: Bool) async throws(Failure) -> ExitCode {
    var command = StepsCommand(
      verb: "adopt", question: "Give back the connection with", body: { _ in ["force": .bool(isForced)] })
    command.path = "give-back"
    return try await command.run(invocation)
  }
}
