import BilateralBase
import BilateralModel
import Testing

@Suite struct `Inspection of texts` {
  private func inspect(_ text: String, _ module: String = "locations", isEnveloped: Bool = false) throws
    -> Inspection?
  {
    try Inspection(Array(text.utf8), module: module, version: .v2_2_1, isEnveloped: isEnveloped)
  }

  @Test func `sound objects pass`() throws {
    #expect(try inspect(Samples.location221)?.findings == [])
    #expect(try inspect("[\(Samples.location221),\(Samples.location221)]")?.isOK == true)
    #expect(try inspect(Samples.tariff221, "tariffs")?.isOK == true)
    #expect(try inspect(Samples.token221, "tokens")?.isOK == true)
  }

  @Test func `all errors are told at once with their paths`() throws {
    let broken = Samples.location221(#""standard":"IEC_62196_T2_COMBO","#, "").replacingFirst(
      #""city":"Kiel","#, ""
    )
    .replacingFirst(#""max_voltage":920"#, #""max_voltage":{}"#).replacingFirst(#""54.32133""#, #""x""#)
    let inspection = try inspect("[\(Samples.location221),\(broken)]")
    #expect(inspection?.isOK == false)
    let paths = inspection?.findings.filter { $0.severity == .error }.map(\.path.description) ?? []
    #expect(
      Set(paths) == [
        "[1].city", "[1].coordinates.latitude", "[1].evses[0].connectors[0].standard",
        "[1].evses[0].connectors[0].max_voltage",
      ])
  }

  @Test func `what is no JSON is thrown, what the wire refuses is a finding`() throws {
    #expect(throws: JSONError.self) { try inspect("{") }
    #expect(try inspect(#"{"id":1,"id":2}"#)?.findings.map(\.code) == [.notJSON])
    #expect(try inspect("{}", "bananas") == nil)
  }

  @Test func `an envelope is opened and checked`() throws {
    let text = #"{"status_code":"1000","data":[\#(Samples.location221),{}]}"#
    let inspection = try inspect(text, isEnveloped: true)
    #expect(inspection?.findings.contains { $0.path.description == "status_code" } == true)
    #expect(inspection?.findings.contains { $0.path.description == "data[1].id" } == true)
  }
}
