import BilateralBase
import BilateralModel

extension Command {
  private static let versions = OCPIVersion.allCases.map(\.description)

  /// `convert`: an object in another version, with what it loses.
  static let convert = Command(
    group: .plumbing, name: "convert", summary: "an OCPI object in another version, and what it loses",
    about:
      "Reads an object or an array of them from FILE, or from stdin. Exit 0 when all of it can be said, 1 when "
      + "something is withheld (object is null there, losses say which field), 65 when it is not JSON.",
    positionals: [.init(name: "FILE", optional: true, summary: "the JSON; - or nothing for stdin")],
    flags: [
      Flag("module", "m", .text("M"), says: "what it is, as inspect names it"),
      Flag("from", nil, .choice(versions), says: "the version it is in"),
      Flag("to", nil, .choice(versions), says: "the version that is wanted"),
      Flag("party", nil, .text("CC-PTY"), says: "whose it is, where 2.1.1 does not say it"),
      Flag("token-party", nil, .text("CC-PTY"), says: "whose tokens 2.1.1 sessions and CDRs name"),
      Flag("zone", nil, .text("ZONE"), says: "time zone of locations that name none"),
    ],
    examples: [
      .init(
        line: "partnerctl convert -m locations --from 2.2.1 --to 2.1.1 loc.json",
        says: "what 2.1.1 gets of it"),
      .init(
        line: "partnerctl convert -m tokens --from 2.1.1 --to 2.3.0 --party DE-NVO tokens.json",
        says: "what comes in over a 2.1.1 connection"),
    ],
    exits: [.done, .findings, .badInput, .missing],
    run: { (invocation) throws(Failure) in try Converting(invocation: invocation).run() })
}

/// `convert`: reads, converts and prints, on a terminal too.
struct Converting {
  /// The parsed line.
  let invocation: Invocation

  /// Does it.
  func run() throws(Failure) -> ExitCode {
    let module = try Inspecting.module(invocation)
    let (from, to) = (try version("from"), try version("to"))
    let knowledge = Conversion.Knowledge(
      party: try party("party"), tokenParty: try party("token-party"), zone: invocation.arguments.text("zone")
    )
    let bytes = try Inspecting.bytes(invocation)
    let conversion: Conversion?
    do throws(JSONError) {
      conversion = try Conversion(bytes, module: module, from: from, to: to, knowing: knowledge)
    } catch {
      throw Failure(.badInput, "not JSON: \(error)")
    }
    guard let conversion else {
      throw .usage(
        "one of \(from) and \(to) has no \(module)", help: "partnerctl schema \(module)", verb: "convert")
    }
    let object: JSON = [
      "schema": "partnerctl.convert/1", "object": conversion.object,
      "losses": .array(conversion.losses.map(Self.object)),
    ]
    invocation.screen.printRaw(object.text + "\n")
    return conversion.isComplete ? .done : .findings
  }

  private func version(_ name: String) throws(Failure) -> OCPIVersion {
    guard let version = invocation.arguments.text(name).flatMap({ OCPIVersion($0) }) else {
      throw .usage(
        "convert needs --\(name) with a version",
        help: "one of " + OCPIVersion.allCases.map(\.description).joined(separator: ", "), verb: "convert")
    }
    return version
  }

  private func party(_ flag: String) throws(Failure) -> PartyID? {
    guard let text = invocation.arguments.text(flag) else { return nil }
    guard let party = PartyID(text) else {
      throw .usage("\"\(text)\" is no party", help: "such as DE-NVO", verb: "convert")
    }
    return party
  }

  private static func object(_ loss: Loss) -> JSON {
    [
      "path": .string("\(loss.path)"), "kind": .string(loss.kind.rawValue),
      "reason": .string(loss.reason),
    ]
  }
}
