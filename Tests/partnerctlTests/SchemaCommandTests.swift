import BilateralBase
import BilateralModel
import BilateralTerms
import Foundation
import Glibc
import Testing

@testable import partnerctl

@Suite struct SchemaCommandTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  @Test func `docs/versions.md is made of the field lists`() async {
    let page = await run("schema", "--markdown").output
    if getenv("BILATERAL_UPDATE_SNAPSHOTS") != nil { writeFile(Self.root + "/docs/versions.md", page) }
    #expect(readFile(Self.root + "/docs/versions.md") == page, "run: make docs")
    #expect(page.contains("| `max_voltage` | `voltage` int 1 | int 1 | int 1 |"))
    #expect(page.contains("| `address` | string(45) 1 | string(45) 1 | string(255) 1 |"))
    #expect(page.contains("| `parking_type` | `type` ParkingType 1 | ParkingType ? | ParkingType ? |"))
    #expect(page.contains("| ALONG_MOTORWAY | – | ✔ | ✔ |"))
  }

  @Test func `an object is shown as one version has it, with what it is made of`() async throws {
    let old = await run("schema", "locations", "--version", "2.1.1")
    #expect(old.exit == .done && old.output.hasPrefix("Location\n"))
    #expect(old.output.contains("voltage") && !old.output.contains("max_voltage"))
    #expect(!old.output.contains("publish") && old.output.contains("ConnectorFormat: SOCKET, CABLE"))
    let json = try JSON.parse(await run("schema", "locations", "--version", "2.1.1", "--json").output)
    #expect(json["schema"]?.string == "partnerctl.schema/1")
    let fields = json["objects"]?[0]?["versions"]?["2.1.1"]?.elements ?? []
    #expect(fields.first { $0["name"]?.string == "id" }?["type"]?.string == "CiString(39)")
    #expect(json["objects"]?.elements?.contains { $0["name"]?.string == "Token" } == false)
  }

  @Test func `all versions stand side by side, names are met without regard to case, others are told`() async
  {
    let all = await run("schema", "evse")
    #expect(
      all.output.contains("2.1.1") && all.output.contains("2.3.0") && all.output.contains("EVSEPosition"))
    #expect(await run("schema", "status").output.hasPrefix("Status: AVAILABLE"))
    let odd = await run("schema", "locatons")
    #expect(odd.exit == .missing && odd.talk.contains("did you mean locations?"))
    let names = await run("schema").output
    #expect(names.contains("modules and messages: ") && names.contains("partner-file"))
  }

  @Test func `every module of the contract can be inspected, converted and described`() {
    let promised = [
      "locations", "evses", "connectors", "tariffs", "tokens", "sessions", "cdrs", "credentials", "versions",
      "version-details", "commands/START_SESSION", "commands/STOP_SESSION", "commands/RESERVE_NOW",
      "commands/CANCEL_RESERVATION", "commands/UNLOCK_CONNECTOR", "command-responses", "command-results",
      "authorization-info", "location-references", "chargingprofiles", "hubclientinfo",
    ]
    #expect(promised.filter { !Inspection.modules.contains($0) } == [])
    #expect(promised.filter { WireCatalogue.all.closure(of: $0) == nil } == [])
  }

  @Test("the JSON Schema of partner files takes the examples and refuses what validate refuses of form")
  func files() throws {
    let schema = FileSchema.partner.json
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/partners")
      .filter { $0.hasSuffix(".toml") }
    #expect(!names.isEmpty)
    for name in names {
      let bytes = Array(readFile(Self.root + "/partners/" + name)?.utf8 ?? "".utf8)
      #expect(SchemaProbe.breaks(try #require(SchemaProbe.json(bytes)), schema, "") == [], "\(name)")
    }
    func breaks(_ text: String) throws -> [String] {
      SchemaProbe.breaks(try #require(SchemaProbe.json(Array(text.utf8))), schema, "")
    }
    #expect(try breaks("status = \"lively\"\n") == ["/status"])
    #expect(try breaks("colour = 1\n") == ["/colour"])
    #expect(try breaks("[connection]\nmax_in_flight = \"many\"\n") == ["/connection/max_in_flight"])
    #expect(try breaks("[security]\nclient_key = \"hunter2\"\n") == ["/security/client_key"])
  }
}

/// As much of JSON Schema as our schemas use.
private enum SchemaProbe {
  /// The tagged JSON of `toml-decode` without tags.
  static func json(_ toml: [UInt8]) -> JSON? {
    let decoded = BuiltProgram.run(["toml-decode"], input: toml)
    return (try? JSON.parse(decoded.output)).map(plain)
  }

  private static func plain(_ value: JSON) -> JSON {
    if let members = value.members {
      if members.count == 2, let type = value["type"]?.string, let text = value["value"]?.string {
        switch type {
        case "integer", "float": return .number(text)
        case "bool": return .bool(text == "true")
        default: return .string(text)
        }
      }
      return .object(members.map { JSONMember($0.name, plain($0.value)) })
    }
    return value.elements.map { .array($0.map(plain)) } ?? value
  }

  /// The places that a schema does not take.
  static func breaks(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
    if let any = schema["anyOf"]?.elements {
      return any.contains { breaks(value, $0, path).isEmpty } ? [] : [path]
    }
    if let words = schema["enum"]?.elements { return words.contains(value) ? [] : [path] }
    switch schema["type"]?.string {
    case "object":
      guard let members = value.members else { return [path] }
      return members.flatMap { member -> [String] in
        let place = path + "/" + member.name
        if let known = schema["properties"]?[member.name] { return breaks(member.value, known, place) }
        let other = schema["additionalProperties"] ?? .bool(false)
        return other.members == nil ? [place] : breaks(member.value, other, place)
      }
    case "array":
      guard let elements = value.elements else { return [path] }
      return elements.enumerated().flatMap { breaks($1, schema["items"] ?? .null, "\(path)/\($0)") }
    case "string":
      guard let text = value.string else { return [path] }
      let isSecret = schema["pattern"]?.string == "^(secret|env|file):"
      return isSecret && !text.contains(":") ? [path] : []
    case "boolean": return value.bool == nil ? [path] : []
    case "integer": return value.int == nil ? [path] : []
    default: return []
    }
  }
}
