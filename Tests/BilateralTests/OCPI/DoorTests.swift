import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// Addresses of 2.1.1 for who is both operator and provider to a partner.
@Suite struct DoorTests {
  private struct House {
    let side: TestSide

    func send(
      _ method: HTTPMethod, _ path: String, _ body: String? = nil
    ) async throws -> (http: HTTPClientResponse, envelope: OCPIResponse?) {
      let client = try side.makeClient()
      defer { client.close() }
      let url = try HTTPURL("\(side.listening.publicURL)\(path)")
      let fields: HTTPFields = [.authorization: "Token token-of-this-test"]
      let answer = try await client.send(
        HTTPClientRequest(method, url, fields, body: body.map { Array($0.utf8) }))
      return (answer, try? OCPIResponse(parsing: answer.body))
    }

    /// Modules and the paths of their addresses.
    func endpoints(_ path: String) async throws -> [String] {
      let base = "\(side.listening.publicURL)"
      let list = try await send(.get, path).envelope?.data?["endpoints"].map { Array($0.elements) } ?? []
      return list.map { node in
        "\(node["identifier"]?.string ?? "") \(node["url"]?.string?.replacing(base, with: "") ?? "")"
      }
    }
  }

  /// DE-NVO and NL-ACM, both both.
  private func open() async throws -> House {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO", "DE-NVO:EMSP"], certificatesBy: TestFleet.makeCertificates())
    let file = TestPair.acme.replacing(
      "roles = [\"NL-ACM:EMSP\"]", with: "roles = [\"NL-ACM:EMSP\", \"NL-ACM:CPO\"]")
    try fleet.partner("acme", TestPair.pinned(file, to: .v2_1_1))
    let side = try await TestSide.start(fleet)
    let rows = try await side.platform.commons.store.write { tx in
      try tx.ourTokens.issue(hash: SHA256.hash("token-of-this-test"), to: "acme", kind: .session)
      return try tx.ourTokens.list(of: "acme")
    }
    side.platform.commons.tokens.refresh("acme", with: rows)
    return House(side: side)
  }

  @Test("VE-04 X-12 each role has its own versions and endpoints, beside those of both")
  func doors() async throws {
    let house = try await open()
    for door in ["", "/cpo", "/emsp"] {
      let list =
        try await house.send(.get, "\(door)/versions").envelope?.data.map { Array($0.elements) } ?? []
      #expect(list.compactMap { $0["version"]?.string } == ["2.1.1"])
      #expect(
        list.compactMap { $0["url"]?.string } == ["\(house.side.listening.publicURL)\(door)/2.1.1"])
      let own = try await house.send(.get, "\(door)/2.1.1/credentials").envelope?.data
      #expect(own?["url"]?.string == "\(house.side.listening.publicURL)\(door)/versions")
      let modules = ["credentials", "locations", "tariffs", "tokens"]
      let told = try await house.endpoints("\(door)/2.1.1")
      #expect(modules.allSatisfy { told.contains("\($0) \(door)/2.1.1/\($0)") }, "\(told)")
      #expect(Set(told).count == told.count, "each module once")
    }
    #expect(try await house.send(.get, "/cpo/2.2.1").http.status == .notFound)
    #expect(try await house.send(.get, "/hub/versions").http.status == .notFound)
    await house.side.stop()
    house.side.fleet.remove()
  }

  private static let location = """
    {"id":"L1","type":"ON_STREET","name":"Hafen","address":"Kai 7","city":"Kiel","postal_code":"24103",\
    "country":"DEU","coordinates":{"latitude":"54.321330","longitude":"10.134890"},\
    "last_updated":"2026-01-01T00:00:00Z"}
    """

  @Test(
    "VE-04 TR-51 TR-52 TR-53 through a door the side is that of the role, without one that of the request")
  func sides() async throws {
    let house = try await open()
    let theirs = "/2.1.1/locations/NL/ACM/L1"
    #expect(try await house.send(.put, "/cpo" + theirs, Self.location).http.status == .methodNotAllowed)
    #expect(try await house.send(.put, "/emsp" + theirs, Self.location).http.status == .created)
    #expect(try await house.send(.put, theirs, Self.location).http.status == .ok)
    for path in [theirs, "/emsp" + theirs] {
      #expect(try await house.send(.get, path).envelope?.data?["id"]?.string == "L1")
    }
    for path in ["/2.1.1/locations", "/cpo/2.1.1/locations"] {
      let answer = try await house.send(.get, path)
      #expect(answer.http.fields["X-Total-Count"] == "0" && answer.envelope?.data?.kind == .array, "TR-41")
    }
    let unknown = try await house.send(.post, "/2.1.1/tokens/T9/authorize")
    #expect(unknown.http.status == .notFound && unknown.envelope?.message?.hasPrefix("2004") == true)
    #expect(try await house.send(.post, "/cpo/2.1.1/tokens/T9/authorize").http.status == .notFound)
    #expect(try await house.send(.put, "/2.1.1/locations/NL/XYZ/L1", Self.location).http.status == .notFound)
    await house.side.stop()
    house.side.fleet.remove()
  }

  @Test("TR-52 X-40 a token of another type than RFID is found without its type, where addresses have none")
  func typeless() async throws {
    let house = try await open()
    let token = """
      {"uid":"T1","type":"OTHER","auth_id":"NL-ACM-C1-7","issuer":"ACME","valid":true,"whitelist":"ALLOWED",\
      "last_updated":"2026-01-01T00:00:00Z"}
      """
    let path = "/2.1.1/tokens/NL/ACM/T1"
    #expect(try await house.send(.put, path, token).http.status == .created)
    #expect(try await house.send(.get, path).envelope?.data?["type"]?.string == "OTHER")
    #expect(try await house.send(.patch, path, "{\"valid\":false}").envelope?.status == .success, "TR-48")
    #expect(try await house.send(.get, path).envelope?.data?["valid"]?.bool == false)
    await house.side.stop()
    house.side.fleet.remove()
  }

  @Test("every address of ours is read as it was written", arguments: OCPIVersion.allCases)
  func roundTrip(_ version: OCPIVersion) throws {
    for door in [nil] + OCPIAddress.Door.allCases.map({ $0 }) {
      for module in [ModuleID.versions, .credentials, .locations, "other"] {
        for role in [InterfaceRole.sender, .receiver] {
          var address = OCPIAddress(module, role, in: version, through: door)
          let read = try OCPIAddress(address.segments)
          if module == .versions || module == .credentials || version == .v2_1_1 { address.role = nil }
          #expect(read == address)
          let isSlashed = try OCPIAddress(address.segments + [""]) == read
          #expect(isSlashed, "TR-91")
        }
      }
      #expect(try OCPIAddress(OCPIAddress(through: door).segments) == OCPIAddress(through: door))
    }
  }
}
