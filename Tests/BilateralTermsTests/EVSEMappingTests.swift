import BilateralBase
import BilateralTerms
import Testing

@Suite struct EVSEMappingTests {
  static let text = """
    # our charger 4711 is EVSE E1 of partners
    csms_evse,csms_connector,evse_uid,evse_id,connector_id
    4711,1,NVO-1,DE*NVO*E1,A
    4711,2,NVO-1,DE*NVO*E1,"B,2"

    4712,,NVO-2,,

    """

  private func mapping() -> EVSEMapping {
    let read = EVSEMapping.read(bytes: Array(Self.text.utf8))
    #expect(read.findings.isEmpty, "\(read.findings)")
    return read.mapping
  }

  @Test(
    "ids go there and back, what the file does not name stays as it is",
    arguments: [
      (
        #"{"id":"L1","evses":[{"uid":"4711","evse_id":"x","connectors":[{"id":"1"},{"id":"2"},{"id":"3"}]},{"uid":"9"}]}"#,
        #"{"id":"L1","evses":[{"uid":"NVO-1","evse_id":"DE*NVO*E1","connectors":[{"id":"A"},{"id":"B,2"},{"id":"3"}]},{"uid":"9"}]}"#
      ),
      (
        #"{"evse_uid":"4711","connector_id":"2","kwh":1}"#,
        #"{"evse_uid":"NVO-1","connector_id":"B,2","kwh":1}"#
      ),
      (
        #"{"cdr_location":{"id":"L1","evse_uid":"4712","connector_id":"1"}}"#,
        #"{"cdr_location":{"id":"L1","evse_uid":"NVO-2","connector_id":"1"}}"#
      ),
      (
        #"{"location":{"evses":[{"uid":"4712"}]}}"#, #"{"location":{"evses":[{"uid":"NVO-2"}]}}"#
      ),
      (#"{"uid":"4711","type":"RFID"}"#, #"{"uid":"4711","type":"RFID"}"#), ("[1]", "[1]"),
    ])
  func thereAndBack(own: String, shown: String) throws {
    let (mapping, json) = (mapping(), try JSON.parse(own))
    #expect(mapping.object(json, .shown).text == shown)
    let back = mapping.object(try JSON.parse(shown), .own).text
    #expect(back == own.replacing("\"evse_id\":\"x\"", with: "\"evse_id\":\"DE*NVO*E1\""))
  }

  @Test(
    "what is wrong is told with line and column",
    arguments: [
      ("", ["1:1 BT194"]), ("csms_evse,uid\n", ["1:11 BT194"]), ("csms_evse\n", ["1:1 BT194"]),
      ("csms_evse,evse_uid\n1\n", ["2:1 BT194"]), ("csms_evse,evse_uid\n1,\n", ["2:3 BT194"]),
      ("csms_evse,evse_uid\n12,\u{e9}\n", ["2:4 BT194"]),
      ("csms_evse,evse_uid\n1,\(String(repeating: "x", count: 37))\n", ["2:3 BT194"]),
      ("csms_evse,evse_uid,connector_id\n1,A,2\n", ["2:1 BT194"]),
      ("csms_evse,evse_uid\n1,A\n\n1,B\n", ["4:3 BT195"]), ("csms_evse,evse_uid\n1,A\n2,a\n", ["3:1 BT195"]),
      ("csms_evse,evse_uid\n1,2\n2,B\n", ["2:3 BT195"]), ("csms_evse,evse_uid\n1,1\n", []),
      (
        "csms_evse,csms_connector,evse_uid,connector_id\n1,1,A,X\n1,2,A,X\n", ["3:3 BT195"]
      ),
      ("csms_evse,evse_uid,evse_id\n1,A,DE-1\n", ["2:5 BT196"]),
      ("evse_uid,csms_evse\r\n\"A\",\" 1\"\r\n", []),
    ] as [(String, [String])])
  func findings(text: String, found: [String]) {
    let read = EVSEMapping.read(bytes: Array(text.utf8))
    let told = read.findings.map { "\($0.place?.line ?? 0):\($0.place?.column ?? 0) \($0.code)" }
    #expect(told == found)
    #expect(read.findings.allSatisfy { $0.severity == ($0.code == "BT196" ? .warning : .error) })
  }
}
