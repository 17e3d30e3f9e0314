import BilateralBase
import BilateralModel

extension Command {
  /// `inspect`: everything that can be said about the JSON of an OCPI object.
  static let inspect = Command(
    group: .plumbing, name: "inspect", summary: "check OCPI objects: each problem with its JSON path",
    about:
      "Reads an object or an array of them from FILE, or from stdin. Exit 0 without an error, 1 with errors, "
      + "65 when it is not JSON.",
    positionals: [.init(name: "FILE", optional: true, summary: "the JSON; - or nothing for stdin")],
    flags: [
      Flag("module", "m", .text("M"), says: "what it is: " + Inspection.modules.joined(separator: ", ")),
      Flag(
        "version", nil, .choice(OCPIVersion.allCases.map(\.description)),
        says: "version of OCPI (default 2.2.1)"),
      Flag("envelope", says: "the object is the data of an OCPI answer"),
    ],
    examples: [
      .init(line: "partnerctl inspect --module locations --version 2.2.1 loc.json", says: "a file"),
      .init(line: "curl -s URL | partnerctl inspect -m tariffs --envelope", says: "an answer"),
    ],
    exits: [.done, .findings, .badInput, .missing],
    run: { (invocation) throws(Failure) in try Inspecting(invocation: invocation).run() })
}

/// `inspect`: reads, inspects and prints one JSON object, on a terminal too.
struct Inspecting {
  /// The parsed line.
  let invocation: Invocation

  /// Does it.
  func run() throws(Failure) -> ExitCode {
    let arguments = invocation.arguments
    guard let module = arguments.text("module"), Inspection.modules.contains(module) else {
      throw .usage(
        "inspect needs --module with a known name",
        help: "one of " + Inspection.modules.joined(separator: ", "),
        verb: "inspect")
    }
    let version = arguments.text("version").flatMap { OCPIVersion($0) } ?? .v2_2_1
    let inspection = try inspection(of: try bytes(), module, version, arguments.has("envelope"))
    let object: JSON = [
      "schema": "partnerctl.inspect/1", "ok": .bool(inspection.isOK),
      "findings": .array(inspection.findings.map(Self.object)),
    ]
    invocation.screen.printRaw(object.text + "\n")
    return inspection.isOK ? .done : .findings
  }

  private func bytes() throws(Failure) -> [UInt8] {
    guard let name = invocation.arguments.first, name != "-" else { return try invocation.console.input() }
    return try FileSystem.read(invocation.console.absolute(name))
  }

  private func inspection(of bytes: [UInt8], _ module: String, _ version: OCPIVersion, _ isEnveloped: Bool)
    throws(Failure) -> Inspection
  {
    let found: Inspection?
    do throws(JSONError) {
      found = try Inspection(bytes, module: module, version: version, isEnveloped: isEnveloped)
    } catch {
      throw Failure(.badInput, "not JSON: \(error)")
    }
    guard let found else { throw Failure(.fault, "\(module) cannot be inspected") }
    return found
  }

  private static func object(_ finding: WireFinding) -> JSON {
    [
      "severity": .string(finding.severity.rawValue), "code": .string(finding.code.rawValue),
      "path": .string("\(finding.path)"), "message": .string(finding.message),
      "requirement": finding.requirement.map { .string($0) } ?? .null,
    ]
  }
}
