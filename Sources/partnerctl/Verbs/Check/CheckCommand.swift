import BilateralBase
import BilateralTerms

extension Command {
  /// `check`: whether the partner can be reached and answers.
  static let check = Command(
    group: .connect, name: "check",
    summary: "name, TCP, TLS, pins, versions, clock; changes nothing",
    about: "Each step that fails names its likely cause and the line of the partner file to change. With a "
      + "registration it also reads a page of each list. --learn writes what was learned of the partner's dialect "
      + "into [dialect] of its file, with the reason; --dry-run prints the patch instead.",
    positionals: anyPartners,
    flags: [Flag("learn", says: "write what was learned of their dialect into the partner file")],
    examples: [
      .init(line: "partnerctl check acme", says: "one line a step, with a hint where one fails"),
      .init(line: "partnerctl check --json", says: "all partners, one object a line"),
      .init(line: "partnerctl check acme --learn --dry-run", says: "the patch of its file, not written"),
    ],
    exits: [
      .done, .findings, .unreachable, .refused, .protocolBreach, .conflict, .badInput, .missing, .cannotWrite,
    ], acts: [.select, .dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      var command = StepsCommand(
        verb: "check", writes: false, body: { $0.has("learn") ? ["learn": true] : [:] })
      if invocation.arguments.has("learn") {
        command.isReadOnly = true
        command.afterwards = { (invocation, client, id) throws(Failure) in
          try DialectLearning(invocation, client).write(id)
        }
      }
      return try await command.run(invocation)
    })
}

/// Writes what the runtime has learned of a partner's dialect into its file.
struct DialectLearning {
  private let invocation: Invocation
  private let client: ControlClient

  init(_ invocation: Invocation, _ client: ControlClient) {
    self.invocation = invocation
    self.client = client
  }

  /// Puts what is new into the partner's file, or with `--dry-run` says what would be put there.
  /// - Throws: exit 66 for no file, 65 for one that cannot be patched, 73 when it cannot be written.
  func write(_ id: String, besides proposals: [DialectPatch.Entry] = []) throws(Failure) -> StepsEpilogue {
    let sightings = try sightings(id)
    let file = FleetFolder.partnerFile(id)
    var entries = Self.entries(sightings)
    for proposal in proposals where !entries.contains(where: { $0.key == proposal.key }) {
      entries.append(proposal)
    }
    let told = Self.told(sightings)
    guard !entries.isEmpty else {
      return StepsEpilogue(
        members: [.init("learned", .array([])), .init("written", false)],
        lines: ["nothing new for [dialect] of \(file)"] + told)
    }
    let path = try FleetFolder.find(invocation).path(file)
    let patch: DialectPatch
    do {
      patch = try DialectPatch(entries, into: try FileSystem.read(path), file: file)
    } catch let refusal as DialectPatch.Refusal {
      throw Failure(
        .badInput, refusal.description, help: "the entries: \(entries.map(\.key).joined(separator: ", "))")
    } catch {
      throw error as? Failure ?? Failure(.fault, "\(error)")
    }
    if !invocation.isDryRun { try FileSystem.write(patch.bytes, to: path) }
    return StepsEpilogue(
      members: [
        .init("learned", .array(entries.map { .string($0.key) })), .init("patch", .string(patch.diff)),
        .init("written", .bool(!invocation.isDryRun)),
      ],
      lines: patch.diff.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + told
        + [
          invocation.isDryRun
            ? "not written (--dry-run)" : "written; it takes effect when the runtime reads its files"
        ])
  }

  private func sightings(_ id: String) throws(Failure) -> [JSON] {
    let partners = try client.get("/partners")["partners"]?.elements ?? []
    return partners.first { $0["id"]?.string == id }?["dialect"]?.elements ?? []
  }

  /// What the file does not say yet; what concerns money is for people to write.
  static func entries(_ sightings: [JSON]) -> [DialectPatch.Entry] {
    var entries: [DialectPatch.Entry] = []
    for sighting in sightings where ["applied", "proposed"].contains(sighting["standing"]?.string ?? "") {
      guard let key = sighting["name"]?.string, let value = sighting["value"]?.string,
        let choice = DialectSwitch.named(key), !choice.isAboutMoney, value != choice.fallback
      else { continue }
      if let index = entries.firstIndex(where: { $0.key == key }) {
        entries[index].values.append(value)
      } else {
        entries.append(.init(key: key, values: [value], reason: reason(sighting)))
      }
    }
    return entries
  }

  private static func reason(_ sighting: JSON) -> String {
    let since = sighting["since"]?.string?.prefix(10) ?? ""
    return "learned \(since), seen \(sighting["count"]?.int ?? 1)x: \(sighting["example"]?.string ?? "")"
  }

  /// What is not written, and why.
  private static func told(_ sightings: [JSON]) -> [String] {
    sightings.compactMap { sighting in
      guard let text = sighting["text"]?.string, let key = sighting["name"]?.string else { return nil }
      if sighting["standing"]?.string == "contradicted" { return "not written: \(text)" }
      guard DialectSwitch.named(key)?.isAboutMoney == true, sighting["standing"]?.string == "proposed" else {
        return nil
      }
      return "not written, for it concerns money: \(text)"
    }
  }
}
