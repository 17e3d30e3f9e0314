import BilateralBase
import BilateralNet
import Testing

@Suite struct ImportTests {
  @Test("lines of any quality come in; a bad one never stops the rest")
  func badLines() async throws {
    let office = try await Office.start()
    let lines = [
      OwnSample.location("A"), "not json", "", OwnSample.location("B"),
      OwnSample.location("C").replacing("\"city\":\"Berlin\",", with: ""),
      OwnSample.location("D", party: "XYZ"),
      OwnSample.location("E"),
    ]
    let body = lines.joined(separator: "\n")
    let answer = try await office.send(.post, "/own/import?module=locations", body)
    #expect(answer.status == 200)
    #expect(answer.json["accepted"] == 3)
    #expect(answer.json["unchanged"] == 0)
    #expect(answer.json["rejected"] == 3)
    let problems = answer.json["problems"]?.elements ?? []
    #expect(problems.map { $0["line"] } == [2, 5, 6])
    #expect(problems.map { $0["path"] } == ["", "city", "party_id"])
    let again = try await office.send(.post, "/own/import?module=locations", body)
    #expect(again.json["unchanged"] == 3)
    #expect(again.json["accepted"] == 0)
    await office.stop()
  }

  @Test("objects of another operator are moved to our party, the old one stays as operator")
  func rehoming() async throws {
    let office = try await Office.start()
    let foreign = OwnSample.location("A", party: "OLD")
    let named = OwnSample.location("B", party: "OLD")
      .replacing("\"publish\"", with: "\"operator\":{\"name\":\"Old Power\"},\"publish\"")
    let answer = try await office.send(
      .post, "/own/import?module=locations&party=DE-NVO", foreign + "\n" + named + "\n")
    #expect(answer.json["accepted"] == 2)
    let first = try await office.send(.get, "/own/locations/DE/NVO/A").json
    #expect(first["operator"]?["name"] == "DE-OLD")
    #expect(first["party_id"] == "NVO")
    #expect(try await office.send(.get, "/own/locations/DE/NVO/B").json["operator"]?["name"] == "Old Power")
    await office.stop()
  }

  @Test("an import of no module or of a stranger's party is refused as a whole")
  func refusals() async throws {
    let office = try await Office.start()
    #expect(try await office.send(.post, "/own/import", "").status == 404)
    #expect(try await office.send(.post, "/own/import?module=locations&party=FR-XYZ", "").status == 404)
    #expect(try await office.send(.post, "/own/import?module=commands", "").status == 404)
    await office.stop()
  }

  @Test("more than one transaction's worth of lines arrives complete")
  func manyLines() async throws {
    let office = try await Office.start()
    let body = (0..<1200).map { OwnSample.location("L\($0)") }.joined(separator: "\n")
    let answer = try await office.send(.post, "/own/import?module=locations", body)
    #expect(answer.json["accepted"] == 1200)
    let total = try await office.send(.get, "/own/locations?limit=1").response.fields["X-Total-Count"]
    #expect(total == "1200")
    await office.stop()
  }
}
