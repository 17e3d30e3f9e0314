import Bilateral
import BilateralBase
import BilateralTerms

/// Prints our half of a connection.
struct DatasheetVerb {
  let invocation: Invocation

  func run() throws(Failure) -> ExitCode {
    guard invocation.arguments.has("with-state") else { return try printOurs() }
    guard let id = invocation.arguments.first else {
      throw .usage("--with-state needs a partner's id", help: "partnerctl datasheet acme --with-state")
    }
    guard FleetFolder.isID(id) else { throw .usage("\"\(id)\" is not a partner's id") }
    let export = try ControlClient(invocation).get("/partners/\(id)/connection")
    try put(export.bytes + [0x0A])
    invocation.talk.print(
      "this is a secret: it holds a token of \(id)'s in clear; stop this runtime before adopt")
    return .done
  }

  private func printOurs() throws(Failure) -> ExitCode {
    var reading = try FleetReading(named: [], invocation)
    try reading.read()
    guard let ours = reading.ours else {
      throw Failure(.badInput, "partnerctl.toml has errors", help: "partnerctl validate shows them")
    }
    let sheet = Datasheet(ours)
    try put(invocation.form == .human ? Array(sheet.toml.utf8) : sheet.json.bytes + [0x0A])
    return .done
  }

  private func put(_ bytes: [UInt8]) throws(Failure) {
    guard let path = invocation.arguments.text("out") else {
      return invocation.screen.print(String(decoding: bytes.dropLast(), as: UTF8.self))
    }
    try FileSystem.write(bytes, to: invocation.console.absolute(path), mode: 0o600)
    invocation.talk.print("written to \(path)")
  }
}

/// What a partner's engineers need of us.
struct Datasheet {
  private let name: String
  private let roles: [String]
  private let versionsURL: String?
  private let versions: [String]

  init(_ ours: FleetFile) {
    name = ours.name
    roles = ours.parties.map(\.description)
    versionsURL = ours.publicURL.map { $0 + "/versions" }
    versions = OCPIServer.versions.map(\.description)
  }

  /// As the beginning of a partner file about us.
  var toml: String {
    """
    # \(name): what a partner needs to connect to us by OCPI.
    # Another Bilateral takes this as it stands: partnerctl init, then these values.
    name = \(Self.quoted(name))

    [them]
    roles = [\(roles.map(Self.quoted).joined(separator: ", "))]

    [connection]
    versions_url = \(Self.quoted(versionsURL ?? "https://…/ocpi/versions"))
    allowed_versions = [\(versions.map(Self.quoted).joined(separator: ", "))]

    """
  }

  /// The same for a program.
  var json: JSON {
    [
      "schema": "partnerctl.datasheet/1", "name": .string(name), "roles": .array(roles.map { .string($0) }),
      "versions_url": versionsURL.map { .string($0) } ?? .null,
      "versions": .array(versions.map { .string($0) }),
    ]
  }

  private static func quoted(_ text: String) -> String { JSON.string(text).text }
}
