import BilateralBase
import BilateralModel
import BilateralPricing

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
    let module = try Self.module(invocation)
    let version = arguments.text("version").flatMap { OCPIVersion($0) } ?? .v2_2_1
    let bytes = try Self.bytes(invocation)
    let inspection = try inspection(of: bytes, module, version, arguments.has("envelope"))
    let object: JSON = [
      "schema": "partnerctl.inspect/1", "ok": .bool(inspection.isOK),
      "findings": .array(
        inspection.findings.map(Self.object) + tariffNotes(bytes, module, version, arguments.has("envelope"))),
    ]
    invocation.screen.printRaw(object.text + "\n")
    return inspection.isOK ? .done : .findings
  }

  /// What `--module` names.
  static func module(_ invocation: Invocation) throws(Failure) -> String {
    let module = invocation.arguments.text("module")
    if let module, Inspection.modules.contains(module) { return module }
    let near = module.flatMap { Suggestion.nearest(to: $0, among: Inspection.modules) }
    throw .usage(
      "\(invocation.command.name) needs --module with a known name",
      help: near.map { "did you mean \($0)?" } ?? "one of " + Inspection.modules.joined(separator: ", "),
      verb: invocation.command.name)
  }

  /// The file that is named, or stdin.
  static func bytes(_ invocation: Invocation) throws(Failure) -> [UInt8] {
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
    guard let found else {
      throw .usage("\(version) has no \(module)", help: "partnerctl schema \(module)", verb: "inspect")
    }
    return found
  }

  /// What tariffs may not mean as they are written, where they can be read.
  private func tariffNotes(
    _ bytes: [UInt8], _ module: String, _ version: OCPIVersion, _ isEnveloped: Bool
  ) -> [JSON] {
    guard module == "tariffs", let root = try? JSONDocument(parsing: bytes).root,
      let node = isEnveloped ? root["data"] : root
    else { return [] }
    let nodes = node.kind == .array ? Array(node.elements) : [node]
    return nodes.enumerated().flatMap { place, node -> [JSON] in
      guard let tariff = try? PricingReader.tariffs(node, version: version).first else { return [] }
      let start = node.kind == .object && nodes.count == 1 && root.kind != .array ? "" : "[\(place)]."
      return TariffNotes.notes(tariff, version: version).map { note in
        [
          "severity": .string(note.severity.rawValue), "code": .string(note.code),
          "path": .string(start + note.lint.path), "message": .string(note.lint.message),
          "requirement": .null,
        ]
      }
    }
  }

  private static func object(_ finding: WireFinding) -> JSON {
    [
      "severity": .string(finding.severity.rawValue), "code": .string(finding.code.rawValue),
      "path": .string("\(finding.path)"), "message": .string(finding.message),
      "requirement": finding.requirement.map { .string($0) } ?? .null,
    ]
  }
}
