import BilateralBase
import BilateralModel
import Testing

@Suite struct `OCPI envelope` {
  @Test(
    "P-23 P-24 TR-15 envelopes are read leniently",
    arguments: [
      (#"{"status_code":1000,"timestamp":"2026-01-01T00:00:00Z","data":[]}"#, 1000, 0),
      (#"{"status_code":"1000","timestamp":"2026-01-01T00:00:00Z"}"#, 1000, 1),
      (#"{"status_code":1000}"#, 1000, 1),
      (
        #"{"status_code":2001,"status_message":"no","timestamp":"2026-01-01T00:00:00+00:00","data":null}"#,
        2001, 1
      ),
      (#"{"status_code":200,"timestamp":"2026-01-01T00:00:00Z","data":""}"#, 200, 1),
    ])
  func lenient(text: String, code: Int, findings: Int) throws {
    let response = try OCPIResponse(parsing: Array(text.utf8))
    #expect(response.status.rawValue == code)
    #expect(response.findings.count == findings)
  }

  @Test(
    "TR-20 what is no envelope is refused",
    arguments: ["[]", "{}", "<html>", #"{"status_code":"ok"}"#, #"{"status_code":null}"#, ""])
  func refused(text: String) {
    #expect(throws: WireError.self) { try OCPIResponse(parsing: Array(text.utf8)) }
  }

  @Test(
    "TR-18 TR-27 an unknown code is judged by its thousand",
    arguments: [(1999, true), (2000, false), (3999, false), (4002, false), (99, false)])
  func status(code: Int, isSuccess: Bool) {
    #expect(OCPIStatus(rawValue: code).isSuccess == isSuccess)
  }

  @Test("TR-25 codes that 2.1.1 does not know become ones that it does")
  func oldCodes() {
    #expect(OCPIStatus.unknownToken.expressed(in: .v2_1_1) == .invalidParameters)
    #expect(OCPIStatus.hubTimeout.expressed(in: .v2_1_1) == .serverError)
    #expect(OCPIStatus.unknownToken.expressed(in: .v2_2_1) == .unknownToken)
  }

  @Test("TR-14 TR-16 TR-17 an envelope is written with or without data")
  func written() throws {
    let time = Timestamp(seconds: 1_767_225_600)
    let bare = OCPIResponse.bytes(.invalidParameters, message: "city is missing", at: time)
    #expect(
      String(decoding: bare, as: UTF8.self)
        == #"{"status_code":2001,"status_message":"city is missing","timestamp":"2026-01-01T00:00:00Z"}"#)
    let location = try Samples.location()
    let full = try OCPIResponse.bytes(at: time) { json throws(WireError) in
      json.beginArray()
      _ = try WireWriter.write(location, version: .v2_2_1, into: &json)
      json.endArray()
    }
    let page = try OCPIResponse(parsing: full).page(Location.self, version: .v2_2_1)
    #expect(page.values == [location])
  }

  @Test("P-110 a payload is found wrapped and bare")
  func payload() throws {
    let bare = try Samples.node(#"{"result":"ACCEPTED"}"#)
    let wrapped = try Samples.node(#"{"status_code":1000,"timestamp":"x","data":{"result":"ACCEPTED"}}"#)
    #expect(OCPIResponse.payload(of: bare).rawText == OCPIResponse.payload(of: wrapped).rawText)
  }
}

@Suite struct `OCPI versions and roles` {
  @Test(
    "P-15 VE-11 version texts are normalised, unknown ones skipped",
    arguments: [
      ("2.2.1", OCPIVersion.v2_2_1), ("v2.2.1", .v2_2_1), ("2.2.1-d2", .v2_2_1), ("2.1.1", .v2_1_1),
      ("2.3.0", .v2_3_0),
      ("2.2", nil), ("2.0", nil), ("", nil), ("3.0", nil), ("2.2.1.1", nil),
    ])
  func versions(text: String, version: OCPIVersion?) {
    #expect(OCPIVersion(text) == version)
  }

  @Test("VE-10 versions are ordered by age")
  func order() {
    #expect(OCPIVersion.allCases.max() == .v2_3_0)
    #expect(OCPIVersion.v2_1_1 < .v2_2_1)
  }

  @Test("VE-02 VE-05 version details list modules with their role")
  func details() throws {
    let text =
      #"{"version":"2.2.1","endpoints":[{"identifier":"locations","role":"SENDER","url":"https://a.example/l"},{"identifier":"x-new","role":"SENDER","url":"https://a.example/x"}]}"#
    let details = try WireReader.read(VersionDetails.self, from: text, version: .v2_2_1)
    #expect(details.endpoints.map(\.identifier) == [.locations, "x-new"])
    #expect(try WireWriter.text(of: details, version: .v2_2_1) == text)
    #expect(try !WireWriter.text(of: details, version: .v2_1_1).contains("role"))
  }

  @Test(
    "P-131 module names are compared without case",
    arguments: [("Locations", "locations"), ("bookings", "Booking"), ("Own-Thing", "Own-Thing")])
  func modules(text: String, module: String) {
    #expect(ModuleID(rawValue: text).normalised.rawValue == module)
  }
}
