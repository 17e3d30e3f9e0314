import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms
import Glibc
import Testing

@testable import partnerctl

/// An operator whose CDRs of October acme may fetch, run as a process of its own.
final class SettleProcess {
  let folder: TestFolder
  private(set) var runtime: RunningProgram
  private var office: OfficeClient?

  /// Two legal entities of acme, each with a party; they fetch CDRs, so what they are shown they have.
  static let acme = """
    schema = "bilateral/1"
    id = "acme"
    name = "ACME"
    status = "test"
    [them]
    roles = ["NL-ACM:EMSP", "BE-ACB:EMSP"]
    [[them.entity]]
    parties = ["NL-ACM"]
    legal_name = "ACME Nord GmbH"
    country = "DE"
    vat_id = "DE987654321"
    [[them.entity]]
    parties = ["BE-ACB"]
    legal_name = "ACME Süd GmbH"
    country = "DE"
    vat_id = "DE111222333"
    [[us.entity]]
    legal_name = "Nordic Volt GmbH"
    country = "DE"
    vat_id = "DE123456789"
    number_series = "NV"
    [connection]
    registration = "they-start"
    [sync.cdrs]
    mode = "pull"
    [agreement]
    zone = "Europe/Berlin"
    [settlement]
    who_invoices = "cpo"
    vat_treatment = "domestic"
    payment_term = "30 days"
    iban = "secret:house/iban"

    """

  /// Starts it with CDRs of October, those with an odd number of one entity.
  init(cdrs: Int, terms: String = acme) async throws {
    folder = try RunCommandTests.fleet()
    try folder.write("partners/acme.toml", terms)
    _ = BuiltProgram.run(
      ["secret", "set", "house/iban", "-C", folder.path], input: Array("DE02120300000000202051".utf8))
    try await folder.putIntoForce("acme")
    let store = try Store(at: folder.path + "/state/test/bilateral.db")
    _ = try await store.write { tx in
      try tx.partners.update("acme") { row in (row.state, row.version) = (.registered, "2.2.1") }
    }
    store.close()
    runtime = RunningProgram([])
    _ = runtime.wait()
    try start()
    for number in 0..<cdrs { try put(number) }
  }

  /// Starts the runtime, with a trap if one is named.
  func start(trap: String? = nil) throws {
    runtime = RunningProgram(
      ["run", "--json", "-q", "-C", folder.path],
      environment: trap.map { ["BILATERAL_KILL_AT=\($0)"] } ?? [])
    guard let text = runtime.line() else { return }
    let line = try JSON.parse(text)
    let port = line["backoffice"]?.string?.split(separator: ":").last.flatMap { UInt16($0) }
    let token = try #require(folder.text("secrets/backoffice/token"))
    office = OfficeClient(port: try #require(port), token: token)
  }

  /// Ends it.
  func end() {
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  /// Ends it at once, if it has not died already.
  func kill() {
    guard !runtime.hasExited else { return }
    runtime.signal(SIGKILL)
    _ = runtime.wait()
  }

  /// How many charges stand on a statement.
  func charges() async throws -> Int {
    let store = try Store(readingOnly: folder.path + "/state/test/bilateral.db")
    defer { store.close() }
    return try await store.read { tx in
      var count = 0
      for row in try tx.statements.list() { try tx.charges.each(of: row.number) { _ in count += 1 } }
      return count
    }
  }

  /// The numbers of all statements.
  func numbers() throws -> [String] {
    let listed = try JSON.parse(settle("list", "--json").text)["statements"]?.elements ?? []
    return listed.compactMap { $0["statement"]?.string }.sorted()
  }

  /// Writes a CDR of 10 kWh; its id tells its number.
  func put(_ number: Int, day: Int = 10, more: String = "", net: String? = nil) throws {
    let party = number % 2 == 0 ? ("NL", "ACM") : ("BE", "ACB")
    let clock = "2026-10-\(day)T\(10 + number / 60 % 10):\(10 + number % 50):00Z"
    let amount = net ?? "\(number % 40 + 1).\(number * 37 % 90 + 10)"
    let text = """
      {"country_code":"DE","party_id":"NVO","id":"C\(number)","start_date_time":"2026-10-\(day)T09:00:00Z",\
      "end_date_time":"\(clock)","session_id":"S\(number)","cdr_token":{"country_code":"\(party.0)","party_id":"\(party.1)","uid":"U1",\
      "type":"RFID","contract_id":"\(party.0)-\(party.1)-C1"},"auth_method":"WHITELIST","cdr_location":{"id":"L1",\
      "address":"Kai 7","city":"Kiel","country":"DEU","coordinates":{"latitude":"54.32133","longitude":"10.13489"},\
      "evse_uid":"E1","evse_id":"DE*NVO*E1","connector_id":"1","connector_standard":"IEC_62196_T2",\
      "connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},"currency":"EUR","tariffs":[{\
      "country_code":"DE","party_id":"NVO","id":"T","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY",\
      "price":0.5,"vat":\(number % 3 == 0 ? 7 : 19),"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}],\
      "charging_periods":[{"start_date_time":"2026-10-\(day)T09:00:00Z","dimensions":[{"type":"ENERGY","volume":10}]}],\
      "total_cost":{"excl_vat":\(amount)},"total_energy":10,"total_time":1,\(more)"last_updated":"\(clock)"}
      """
    let office = try #require(office)
    let answer = try office.call(.post, "/own/cdrs", Array(text.utf8))
    #expect(answer["outcome"]?.string == "created", "\(answer.text)")
  }

  /// Runs `settle` with these words.
  func settle(_ words: String...) -> BuiltProgram.Result {
    BuiltProgram.run(["settle"] + words + ["-C", folder.path], seconds: 60)
  }
}

/// The month of an operator, closed from the command line.
@Suite(.serialized) struct SettleProcessTests {
  private static let files = ["statement.json", "cdrs.csv", "invoice.xml", "statement.html"]

  @Test(
    "C11 EN 16931 a preview is the closing to the byte but for its number; all files agree; closing twice is exit 6"
  )
  func month() async throws {
    let stage = try await SettleProcess(cdrs: 60)
    let folder = stage.folder
    let preview = stage.settle("acme", "--period", "2026-10", "--preview", "--out", folder.path + "/before")
    #expect(preview.status == 0, "\(preview.text)\(preview.talkText)")
    let closed = stage.settle(
      "acme", "--period", "2026-10", "--yes", "--json", "--out", folder.path + "/after")
    #expect(closed.status == 0, "\(closed.text)\(closed.talkText)")
    let json = try JSON.parse(closed.text)
    let numbers = json["statements"]?.elements?.compactMap { $0["statement"]?.string } ?? []
    let year = CivilDate(WallClock.system.now()).year
    #expect(numbers == ["NV-\(year)-0001", "NV-\(year)-0002"])
    for (place, number) in numbers.enumerated() {
      let name = "acme-2026-10-\(place + 1)"
      for file in Self.files {
        let after = try #require(folder.text("after/\(name)/\(file)"))
        let before = try #require(folder.text("before/\(name)/\(file)"))
        #expect(after.replacing(number, with: "#") == Self.unmarked(before), "\(file)")
      }
      try agree(folder, "after/\(name)", number)
    }
    let buyers = json["statements"]?.elements?.compactMap { $0["buyer"]?["vat_id"]?.string }
    #expect(buyers == ["DE987654321", "DE111222333"])
    let again = stage.settle("acme", "--period", "2026-10", "--yes")
    #expect(again.status == 6 && again.talkText.contains("BR703"), "\(again.talkText)")
    #expect(stage.settle("acme", "--period", "2026-10", "--preview").status == 6)
    stage.end()
    let shown = stage.settle("show", numbers[1], "--out", folder.path + "/again")
    #expect(shown.status == 0, "a closed statement needs no runtime: \(shown.talkText)")
    for file in Self.files {
      let name = "acme-2026-10-2/\(file)"
      #expect(folder.text("again/\(name)") == folder.text("after/\(name)"), "\(file)")
    }
  }

  @Test(
    "C11 killed right before the commit of the closing nothing is closed, right after it all is; numbers have no gap",
    arguments: [("before-commit", 0), ("after-commit", 8)])
  func kills(place: String, standing: Int) async throws {
    let stage = try await SettleProcess(cdrs: 8)
    stage.kill()
    try stage.start(trap: "\(place):settle.close")
    let cut = stage.settle("acme", "--period", "2026-10", "--yes")
    #expect(cut.status != 0 && stage.runtime.wait() == -SIGKILL, "\(cut.talkText)")
    #expect(try await stage.charges() == standing, "what a crash leaves is nothing or all")
    try stage.start()
    let year = CivilDate(WallClock.system.now()).year
    let numbers = ["NV-\(year)-0001", "NV-\(year)-0002"]
    #expect(try stage.numbers() == (standing == 0 ? [] : numbers))
    let again = stage.settle("acme", "--period", "2026-10", "--yes")
    #expect(again.status == (standing == 0 ? 0 : 6), "\(again.talkText)")
    #expect(stage.settle("acme", "--period", "2026-10", "--yes").status == 6)
    #expect(try stage.numbers() == numbers)
    #expect(try await stage.charges() == 8)
    stage.end()
  }

  @Test(
    "C11 a self-billed statement is held against ours: 0 where it agrees, 1 with each difference by its code")
  func against() async throws {
    let terms = SettleProcess.acme.replacing("\"cpo\"", with: "\"emsp-self-bill\"").replacing(
      "iban =", with: "invoice_format = [\"json\", \"csv\", \"ubl\"]\ncredit_limit = \"10.00 EUR\"\niban =")
    let stage = try await SettleProcess(cdrs: 8, terms: terms)
    let folder = stage.folder
    #expect(
      stage.settle("acme", "--period", "2026-10", "--preview", "--out", folder.path + "/their").status == 0)
    let place = "their/acme-2026-10-1"
    #expect(folder.text("\(place)/statement.html") == nil, "only what was agreed is written")
    func check(_ file: String, _ more: String...) -> BuiltProgram.Result {
      BuiltProgram.run(
        ["settle", "acme", "--period", "2026-10", "--against", folder.path + "/" + file, "-C", folder.path]
          + more)
    }
    for file in ["statement.json", "invoice.xml", "cdrs.csv"] {
      let before = check("\(place)/\(file)")
      // A table has no VAT numbers: which of two entities is meant it does not say.
      #expect(before.status == (file == "cdrs.csv" ? 65 : 0), "\(file): \(before.text)\(before.talkText)")
    }
    #expect(check("\(place)/cdrs.csv").talkText.contains("BR719"))
    let closed = stage.settle("acme", "--period", "2026-10", "--yes")
    #expect(closed.status == 0 && closed.talkText.contains("BR") == false, "\(closed.text)\(closed.talkText)")
    #expect(check("\(place)/invoice.xml").text.contains("agrees"))
    let xml = try #require(folder.text("\(place)/invoice.xml"))
    let total = try #require(
      xml.split(separator: "TaxInclusiveAmount currencyID=\"EUR\">").last?.split(separator: "<").first)
    try folder.write(
      "wrong.xml",
      xml.replacing(
        "TaxInclusiveAmount currencyID=\"EUR\">\(total)", with: "TaxInclusiveAmount currencyID=\"EUR\">1.00"))
    let wrong = check("wrong.xml", "--json")
    let findings = try JSON.parse(wrong.text)["findings"]?.elements
    #expect(wrong.status == 1 && findings?.compactMap { $0["code"]?.string } == ["BR711"], "\(wrong.text)")
    #expect(findings?[0]["theirs"] == "1")
    try folder.write("broken.xml", "<Invoice>")
    #expect(check("broken.xml").status == 65 && check("none.xml").status != 0)
    let status = BuiltProgram.run(["status", "-C", folder.path])
    #expect(status.text.contains("the credit limit of 10.00 EUR"), "\(status.text)")
    stage.end()
  }

  @Test func `payments, ageing and accruals are told and add up`() async throws {
    let stage = try await SettleProcess(cdrs: 2)
    let accrued = try JSON.parse(stage.settle("accrue", "--period", "2026-10", "--json").text)
    #expect(accrued["accruals"]?[0]?["count"] == 2 && accrued["accruals"]?[0]?["stage"] == "not-invoiced")
    #expect(stage.settle("acme", "--period", "2026-10", "--yes").status == 0)
    let listed = try JSON.parse(stage.settle("list", "--json", "--now", "2030-01-01T00:00Z").text)
    let first = try #require(listed["statements"]?[0])
    #expect(first["state"] == "overdue" && (first["days_late"]?.int ?? 0) > 1000, "\(first.text)")
    #expect(listed["ageing"]?[0]?["over 90"]?.string != "0")
    let (number, gross) = (try #require(first["statement"]?.string), try #require(first["gross"]?.string))
    let wrong = stage.settle("paid", number, "--on", "yesterday", "--amount", gross)
    #expect(wrong.status == 65 && wrong.talkText.contains("BR707"))
    #expect(stage.settle("paid", "NV-0", "--on", "2026-12-01", "--amount", gross).status == 66)
    let paid = stage.settle("paid", number, "--on", "2026-12-01", "--amount", gross)
    #expect(paid.status == 0 && paid.text.contains("paid in full"), "\(paid.talkText)")
    let after = try JSON.parse(stage.settle("list", "--json").text)
    let states = after["statements"]?.elements?.compactMap { $0["state"]?.string }.sorted()
    #expect(states == ["open", "paid"])
    #expect(stage.settle("accrue", "--period", "2026-10").text.hasPrefix("everything that ended before"))
    stage.end()
  }

  /// A preview with what says that it is one made the same as a number.
  private static func unmarked(_ text: String) -> String {
    text.replacing("\"statement\":null", with: "\"statement\":\"#\"")
      .replacing("\"payment_reference\":null", with: "\"payment_reference\":\"#\"")
      .replacing("<cbc:ID>PREVIEW</cbc:ID>", with: "<cbc:ID>#</cbc:ID>")
      .replacing(
        "<cac:PaymentMeans>\n  <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>\n",
        with:
          "<cac:PaymentMeans>\n  <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>\n  <cbc:PaymentID>#</cbc:PaymentID>\n"
      )
      .replacing("Statement of 2026-10, preview", with: "Statement #")
  }

  /// The sums of a folder's files are the same, and those of its invoice hold by another program.
  private func agree(_ folder: TestFolder, _ name: String, _ number: String) throws {
    let json = try JSON.parse(try #require(folder.text("\(name)/statement.json")))
    let invoice = try #require(folder.text("\(name)/invoice.xml"))
    let rows = try #require(folder.text("\(name)/cdrs.csv")).split(separator: "\n").dropFirst()
    let nets = rows.compactMap { row in
      Rational(decimalText: row.split(separator: ",", omittingEmptySubsequences: false)[7])
    }
    let net = try #require(json["net"]?.numberText.flatMap { Rational(decimalText: $0) })
    #expect(nets.count == 30 && nets.reduce(Rational.zero, +) == net)
    let lines = json["lines"]?.elements?.compactMap {
      $0["net"]?.numberText.flatMap { Rational(decimalText: $0) }
    }
    #expect(lines?.reduce(Rational.zero, +) == net)
    let gross = try #require(json["gross"]?.numberText)
    #expect(invoice.contains("<cbc:PayableAmount currencyID=\"EUR\">\(gross)<"))
    #expect(invoice.contains("<cbc:ID>DE02120300000000202051</cbc:ID>") && invoice.contains(">\(number)<"))
    #expect(folder.text("\(name)/statement.html")?.contains(gross) == true)
    let script =
      #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/Settle/en16931.py"
    guard let checker = try? ChildProcess("python3", [script], input: Array(invoice.utf8)) else { return }
    let said = try checker.finish()
    #expect(said.output.isEmpty, "\(String(decoding: said.output, as: UTF8.self))")
  }
}
