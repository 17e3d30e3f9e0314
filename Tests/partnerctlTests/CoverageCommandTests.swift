import BilateralBase
import Glibc
import Testing

@testable import partnerctl

@Suite(.serialized) struct CoverageCommandTests {
  @Test("coverage tells sum, table, map and reasons, with a runtime and without")
  func wholeProgram() throws {
    let stage = try KillStage(locations: 3)
    let place = ["-C", stage.path(.cpo)]
    let rested = BuiltProgram.run(["coverage", "acme", "--json"] + place)
    #expect(rested.status == 0, "\(rested.talkText)")
    let told = try JSON.parse(rested.output)
    #expect(told["schema"] == "partnerctl.coverage/1" && told["running"] == .bool(false))
    let total = try #require(told["evses"]?["total"]?.int)
    #expect(total > 0)

    let cpo = try stage.start(.cpo)
    let sum = BuiltProgram.run(["coverage", "acme", "--reasons"] + place)
    #expect(sum.status == 0 && sum.text.contains(" of \(total) EVSEs"), "\(sum.text)\(sum.talkText)")
    let csv = BuiltProgram.run(["coverage", "acme", "-o", "csv"] + place).text
    #expect(csv.hasPrefix("evse,location,seen,reason,by,age,detail,latitude,longitude\n"))
    #expect(csv.split(separator: "\n").count == total + 1)
    let map = try JSON.parse(BuiltProgram.run(["coverage", "acme", "--geojson"] + place).output)
    #expect(map["type"] == "FeatureCollection" && map["features"]?.elements?.count == total)
    let point = map["features"]?.elements?.first?["geometry"]?["coordinates"]?.elements
    #expect(point?.count == 2 && point?.allSatisfy { $0.numberText != nil } == true)
    #expect(BuiltProgram.run(["coverage", "nobody"] + place).status == 66)
    try stage.end(cpo)
  }
}
