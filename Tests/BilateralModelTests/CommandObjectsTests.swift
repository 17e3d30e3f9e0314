import BilateralBase
import BilateralModel
import Testing

@Suite struct `Objects of commands` {
  private static let token = """
    {"country_code":"NL","party_id":"ACM","uid":"04A1","type":"APP_USER","contract_id":"NL-ACM-C1","issuer":"Acme",\
    "valid":true,"whitelist":"NEVER","last_updated":"2026-03-01T10:00:00Z"}
    """
  private static let start = """
    {"response_url":"https://emsp.example/r/1","token":\(token),"location_id":"LOC-1","evse_uid":"E1",\
    "connector_id":"2","authorization_reference":"A-1"}
    """
  private static let reserve = """
    {"response_url":"https://emsp.example/r/2","token":\(token),"expiry_date":"2026-03-01T11:00:00Z",\
    "reservation_id":"77","location_id":"LOC-1"}
    """

  private func write(_ value: some WireValue, _ version: OCPIVersion) throws -> (JSON, [String]) {
    var json = JSONWriter()
    let losses = try WireWriter.write(value, version: version, into: &json)
    return (try JSON.parse(json.bytes), losses.map { "\($0.path) \($0.kind.rawValue)" })
  }

  @Test("CMD-01 CMD-18 a command is read and written as it is, an EVSE may be missing")
  func start() throws {
    let command = try WireReader.read(StartSession.self, from: Self.start, version: .v2_2_1)
    #expect(try WireWriter.text(of: command, version: .v2_2_1) == Self.start)
    #expect(WireChecker.check(command, version: .v2_3_0).isEmpty)
    let open = Self.start.replacingFirst(#""evse_uid":"E1","connector_id":"2","#, "")
    #expect(try WireReader.read(StartSession.self, from: open, version: .v2_2_1).evseUID == nil)
  }

  @Test("CMD-17 a connector without an EVSE is an error")
  func connector() throws {
    let lone = Self.start.replacingFirst(#""evse_uid":"E1","#, "")
    let command = try WireReader.read(StartSession.self, from: lone, version: .v2_2_1)
    let findings = WireChecker.check(command, version: .v2_2_1)
    #expect(findings.map(\.path.description) == ["evse_uid"])
    #expect(findings.map(\.requirement) == ["CMD-17"])
  }

  @Test func `2.1.1 gets a command without connector and reference, its token in its own form`() throws {
    let command = try WireReader.read(StartSession.self, from: Self.start, version: .v2_2_1)
    let (json, losses) = try write(command, .v2_1_1)
    #expect(json["token"]?["auth_id"]?.string == "NL-ACM-C1")
    #expect(json["token"]?["type"]?.string == "OTHER")
    #expect(json["connector_id"] == nil)
    #expect(
      losses == ["token.type approximated", "connector_id dropped", "authorization_reference dropped"])
  }

  @Test("CMD-11 CMD-12 a reservation is named by a number in 2.1.1 and by a text later")
  func reservation() throws {
    var command = try WireReader.read(ReserveNow.self, from: Self.reserve, version: .v2_2_1)
    let old = try WireWriter.text(of: command, version: .v2_1_1)
    #expect(old.contains(#""reservation_id":77,"#))
    let back = try WireReader.read(ReserveNow.self, from: old, version: .v2_1_1, context: Samples.context)
    #expect(back.reservationID == "77")
    for id: ReservationID in ["r-7", "007", "99999999999", ""] {
      command.reservationID = id
      let error = #expect(throws: WireError.self) { try WireWriter.text(of: command, version: .v2_1_1) }
      #expect(error?.path.description == "reservation_id")
      #expect(WireChecker.check(command, version: .v2_1_1).contains { $0.requirement == "CMD-11" })
    }
  }

  @Test func `a reservation id of the other kind is taken with a finding`() throws {
    let node = try Samples.node(Self.reserve.replacingFirst(#""77""#, "77"))
    var findings: [WireFinding] = []
    let command = try WireReader.read(ReserveNow.self, from: node, version: .v2_2_1, findings: &findings)
    #expect(command.reservationID == "77")
    #expect(findings.map(\.code) == [.looseType])
  }

  @Test("CMD-10 a reservation cannot be given up in 2.1.1")
  func cancel() throws {
    let command = CancelReservation(responseURL: "https://emsp.example/r", reservationID: "77")
    let error = #expect(throws: WireError.self) { try WireWriter.text(of: command, version: .v2_1_1) }
    #expect(error?.description == "the object cannot be sent: 2.1.1 has no CancelReservation")
    #expect(try WireWriter.text(of: command, version: .v2_2_1).contains(#""reservation_id":"77""#))
    #expect(WireDescriber.fields(of: CancelReservation.self, version: .v2_1_1).isEmpty)
    #expect(try Inspection([], module: "commands/CANCEL_RESERVATION", version: .v2_1_1) == nil)
  }

  @Test("CMD-03 CMD-04 an answer of 2.1.1 has no timeout, later it gets one and tells so")
  func response() throws {
    let old = try WireReader.read(CommandResponse.self, from: #"{"result":"TIMEOUT"}"#, version: .v2_1_1)
    let (json, losses) = try write(old, .v2_2_1)
    #expect(json == ["result": "REJECTED", "timeout": .number("60")])
    #expect(losses == ["result approximated", "timeout default"])
    let said = CommandResponse(
      result: .unknownSession, timeout: 30, message: [DisplayText(language: "en", text: "no")])
    let (short, lost) = try write(said, .v2_1_1)
    #expect(short == ["result": "UNKNOWN_SESSION"])
    #expect(lost == ["timeout dropped", "message dropped"])
  }

  @Test(
    "CMD-06 CMD-07 a result has the words of each version",
    arguments: [
      ("ACCEPTED", "ACCEPTED"), ("NOT_SUPPORTED", "NOT_SUPPORTED"), ("REJECTED", "REJECTED"),
      ("TIMEOUT", "TIMEOUT"), ("CANCELED_RESERVATION", "REJECTED"), ("EVSE_OCCUPIED", "REJECTED"),
      ("EVSE_INOPERATIVE", "REJECTED"), ("FAILED", "REJECTED"), ("UNKNOWN_RESERVATION", "REJECTED"),
    ])
  func result(newer: String, older: String) throws {
    let (json, losses) = try write(CommandResult(result: CommandResultType(rawValue: newer)), .v2_1_1)
    #expect(json == ["result": .string(older)])
    #expect(losses == (newer == older ? [] : ["result approximated"]))
  }

  @Test("CMD-06 the unknown session of 2.1.1 is a failure later; a result that nobody knows passes")
  func unknownResults() throws {
    let old = try WireReader.read(
      CommandResult.self, from: #"{"result":"UNKNOWN_SESSION"}"#, version: .v2_1_1)
    #expect(try WireWriter.text(of: old, version: .v2_2_1) == #"{"result":"FAILED"}"#)
    let odd = try WireReader.read(CommandResult.self, from: #"{"result":"MELTED","why":1}"#, version: .v2_2_1)
    #expect(try WireWriter.text(of: odd, version: .v2_2_1) == #"{"result":"MELTED","why":1}"#)
  }

  @Test("CMD-22 an unknown command is kept as a value of its own")
  func openCommands() {
    let command: CommandType = "DANCE"
    #expect(!command.isKnown)
    #expect(WireChecker.check(command, version: .v2_3_0).map(\.severity) == [.note])
    #expect(!CommandType.cancelReservation.isKnown(in: .v2_1_1))
  }
}
