import Bilateral
import BilateralBase
import BilateralNet

/// `cdr correct`: takes back a CDR of ours, and bills anew where something remains to be paid.
struct CDRCorrectCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// The flags of the word `correct`.
  static let flags = [
    Flag("reason", nil, .text("TEXT"), says: "correct: why; the partner reads it in the credit"),
    Flag("reissue", says: "correct: bill the same measurements anew"),
    Flag("with", nil, .text("FILE"), says: "correct: the mended CDR in OCPI 2.2.1; its id is given to it"),
    Flag(
      "amount", nil, .text("AMOUNT"), says: "correct: take back this much, net, where parts were agreed"),
  ]

  /// Runs the word; the line's second word is the CDR, such as `DE-NVO/C-4711`.
  func run() async throws(Failure) -> ExitCode {
    let arguments = invocation.arguments
    let parts = (arguments.positionals.dropFirst().first ?? "").split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let party = PartyID(String(parts[0])) else {
      throw .usage(
        "cdr correct needs a CDR with its owner", help: "partnerctl cdr correct DE-NVO/C-4711 --reason …")
    }
    guard let reason = arguments.text("reason") else {
      throw .usage("cdr correct needs --reason", help: "the partner reads it in the credit")
    }
    let body: JSON = [
      "reason": .string(reason), "reissue": .bool(arguments.has("reissue")), "with": try mended(),
      "amount": arguments.text("amount").map { .string($0) } ?? .null, "actor": .string(invocation.actor),
    ]
    let name = "\(party)/\(parts[1])"
    if invocation.isDryRun {
      invocation.talk.print("would take back \(name); nothing was done")
      return .done
    }
    try ProductionBadge(invocation: invocation).show("cdr correct")
    try Confirmation(invocation: invocation).demand("Take back \(name) by a credit?")
    let path = "/own/cdrs/\(party.country)/\(party.party)/\(HTTPURL.encoded(String(parts[1])))/correct"
    let client = try ControlClient(invocation)
    let answer = try await offPool { () throws(Failure) in try client.post(path, body) }
    show(answer)
    return .done
  }

  private func mended() throws(Failure) -> JSON {
    guard let path = invocation.arguments.text("with") else { return .null }
    let bytes = try FileSystem.read(invocation.console.absolute(path))
    guard let json = try? JSON.parse(bytes), json.members != nil else {
      throw Failure(.badInput, "\(path) holds no JSON object")
    }
    return json
  }

  private func show(_ answer: JSON) {
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", "partnerctl.cdr-correct/1")]
      return invocation.screen.printRaw(JSON.object(head + (answer.members ?? [])).text + "\n")
    }
    invocation.screen.print("credit       \(Cell.printable(answer["credit"]?.string ?? ""))")
    if let next = answer["replacement"]?.string {
      invocation.screen.print("in its place \(Cell.printable(next))")
    }
    let told = answer["told"]?.elements?.compactMap(\.string) ?? []
    invocation.screen.print(
      told.isEmpty
        ? "nothing is sent: the next statement has it" : "sent to \(told.joined(separator: ", "))")
  }
}
