import BilateralBase
import Foundation
import Testing

@testable import partnerctl

@Suite struct PriceCommandTests {
  static let tariff = """
    {"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","last_updated":"2026-03-01T10:00:00Z",
     "elements":[{"price_components":[{"type":"FLAT","price":0.35,"vat":21,"step_size":1},
      {"type":"ENERGY","price":0.49,"vat":21,"step_size":1},
      {"type":"PARKING_TIME","price":3.00,"vat":21,"step_size":60}]}]}
    """

  static func cdr(_ id: String = "C1", total: String? = "{\"excl_vat\":13.82,\"incl_vat\":16.72}") -> String {
    """
    {"id":"\(id)","currency":"EUR","start_date_time":"2026-05-04T10:00:00Z","end_date_time":"2026-05-04T12:10:00Z",
     "charging_periods":[{"start_date_time":"2026-05-04T10:00:00Z","dimensions":[{"type":"ENERGY","volume":23.4},
       {"type":"TIME","volume":1.5}]},
      {"start_date_time":"2026-05-04T11:30:00Z","dimensions":[{"type":"PARKING_TIME","volume":0.6667}]}]
     \(total.map { ",\"total_cost\":\($0)" } ?? "")}
    """
  }

  private func folder(_ files: [String: String]) throws -> TestFolder {
    let folder = TestFolder()
    for (name, text) in files { try folder.write(name, text) }
    return folder
  }

  @Test("E1 R16 price says parts, whole, rounded amount and verdict in the promised shape")
  func one() async throws {
    let folder = try folder(["t.json": Self.tariff, "c.json": Self.cdr()])
    let outcome = await run(
      "price", "--tariffs", "t.json", "--cdr", "c.json", "--zone", "Europe/Amsterdam", "--version", "2.2.1",
      "--json", directory: folder.path)
    #expect(outcome.exit == .done)
    let json = try JSON.parse(outcome.output)
    #expect(json["currency"]?.string == "EUR")
    #expect(json["excl_vat"] == .number("13.816") && json["incl_vat"] == .number("16.71736"))
    #expect(json["components"]?.members?.map(\.name) == ["energy", "time", "parking", "flat", "reservation"])
    #expect(json["components"]?["parking"]?["billed"] == .number("0.666666666667"))
    #expect(json["components"]?["energy"]?["excl_vat"] == .number("11.466"))
    #expect(json["components"]?["reservation"]?["incl_vat"] == .number("0"))
    #expect(json["rounded"] == ["excl_vat": .number("13.82"), "incl_vat": .number("16.72")])
    #expect(json["verdict"]?.string == "exact" && json["convention"] == .null)
    #expect(json["difference"] == .number("0") && json["findings"]?.elements?.isEmpty == false)
  }

  @Test(
    "R16 the verdict decides the exit code",
    arguments: [
      (nil, "none", 0), ("{\"excl_vat\":13.82}", "exact", 0), ("{\"excl_vat\":13.81}", "explained", 0),
      ("{\"excl_vat\":13.83}", "within-tolerance", 0), ("{\"excl_vat\":13.90}", "mismatch", 1),
    ] as [(String?, String, Int32)])
  func verdicts(total: String?, word: String, exit: Int32) async throws {
    let folder = try folder(["t.json": Self.tariff, "c.json": Self.cdr(total: total)])
    let outcome = await run(
      "price", "-t", "t.json", "--cdr", "c.json", "-z", "Europe/Amsterdam", "--json", directory: folder.path)
    #expect(outcome.exit.rawValue == exit)
    #expect(try JSON.parse(outcome.output)["verdict"]?.string == word)
  }

  @Test("people get the parts, each line when they ask, and where a mismatch begins")
  func view() async throws {
    let folder = try folder([
      "t.json": Self.tariff, "c.json": Self.cdr(total: "{\"excl_vat\":11.82,\"incl_vat\":14.30}"),
    ])
    let outcome = await run(
      "price", "-t", "t.json", "--cdr", "c.json", "-z", "Europe/Amsterdam", "--explain",
      directory: folder.path)
    #expect(outcome.exit == .findings)
    for part in [
      "energy: 23.4 kWh at 0.49 = 11.466; tariff T1 element 0", "energy", "13.816 EUR, 16.71736 with tax",
      "13.82 EUR, 16.72 with tax", "the CDR states 11.82, 14.3 with tax: mismatch",
      "first differs in total_cost (parking, period 1): theirs 11.82, ours 13.816",
    ] {
      #expect(outcome.output.contains(part), "\(part)")
    }
  }

  @Test("what cannot be read is 65 with its place, what is not given is usage")
  func badInput() async throws {
    let folder = try folder([
      "t.json": Self.tariff, "c.json": Self.cdr().replacing("23.4", with: "\"much\""), "x.json": "{",
      "none.json": "[]", "other.json": Self.tariff.replacing("EUR", with: "SEK"), "good.json": Self.cdr(),
    ])
    let lines: [([String], ExitCode)] = [
      (["-t", "t.json", "--cdr", "c.json", "-z", "Europe/Berlin"], .badInput),
      (["-t", "x.json", "--cdr", "good.json", "-z", "Europe/Berlin"], .badInput),
      (["-t", "none.json", "--cdr", "good.json", "-z", "Europe/Berlin"], .badInput),
      (["-t", "t.json", "--cdr", "good.json", "-z", "Europe/Nowhere"], .badInput),
      (["-t", "t.json", "--cdr", "gone.json", "-z", "Europe/Berlin"], .missing),
      (["-t", "t.json", "--cdr", "good.json"], .usage), (["-t", "t.json"], .usage),
      (["-t", "other.json", "--cdr", "good.json", "-z", "Europe/Berlin"], .findings),
    ]
    for (arguments, exit) in lines {
      let outcome = await runAll(["price"] + arguments, directory: folder.path)
      #expect(outcome.exit == exit, "\(arguments)")
    }
    let bad = await run(
      "price", "-t", "t.json", "--cdr", "c.json", "-z", "Europe/Berlin", directory: folder.path)
    #expect(bad.talk.contains("cdr.charging_periods[0].dimensions[0].volume"))
  }

  @Test("a file of CDRs is priced again by their own tariffs, in the zone of their country")
  func file() async throws {
    let place =
      "\"cdr_location\":{\"country\":\"NLD\",\"coordinates\":{\"latitude\":\"52.1\",\"longitude\":\"5.1\"}},"
    func whole(_ id: String, _ total: String) -> String {
      Self.cdr(id, total: total).replacing(
        "\"currency\"", with: place + "\"tariffs\":[\(Self.tariff)],\"currency\"")
    }
    let folder = try folder([
      "cdrs.json": "[\(whole("A", "{\"excl_vat\":13.82}")),\(whole("B", "{\"excl_vat\":15.82}"))]"
    ])
    let outcome = await run("price", "cdrs.json", directory: folder.path)
    #expect(outcome.exit == .findings)
    #expect(outcome.output.contains("2 CDRs: 1 exact, 1 mismatch"))
    #expect(outcome.talk.components(separatedBy: "BT233").count == 2, "told once: \(outcome.talk)")
    #expect(outcome.output.contains("B: first differs in total_cost"))
    let json = try JSON.parse(await run("price", "cdrs.json", "--json", directory: folder.path).output)
    #expect(json["cdrs"]?.elements?.map { $0["verdict"]?.string } == ["exact", "mismatch"])
  }

  @Test("--batch answers each line in its place, whatever is wrong with another, by the built program")
  func batch() throws {
    let tariff = Self.tariff.replacing("\n", with: "")
    var lines: [String] = []
    for number in 0..<1200 {
      switch number % 1000 {
      case 3: lines.append("{broken")
      case 4:
        lines.append(
          "{\"id\":\(number),\"tariffs\":[],\"cdr\":{},\"time_zone\":\"UTC\",\"version\":\"2.2.1\"}")
      default:
        let total = number % 2 == 0 ? "{\"excl_vat\":13.82}" : nil
        let cdr = Self.cdr(total: total).replacing("\n", with: "")
        lines.append(
          "{\"id\":\"\(number)\",\"tariffs\":[\(tariff)],\"cdr\":\(cdr),"
            + "\"time_zone\":\"Europe/Amsterdam\",\"version\":\"2.2.1\"}")
      }
    }
    let result = BuiltProgram.run(
      ["price", "--batch"], input: Array(lines.joined(separator: "\n").utf8), seconds: 120)
    #expect(result.status == 1)
    let answers = result.text.split(separator: "\n")
    #expect(answers.count == lines.count)
    #expect(answers[0] == #"{"id":"0","excl_vat":13.816,"incl_vat":16.71736,"verdict":"exact"}"#)
    #expect(answers[1199] == #"{"id":"1199","excl_vat":13.816,"incl_vat":16.71736,"verdict":"none"}"#)
    #expect(answers[3].hasPrefix(#"{"id":null,"error":"not JSON"#))
    #expect(answers[1004] == #"{"id":1004,"error":"there is no tariff"}"#)
  }

  @Test func `a batch file without complaints ends with 0`() throws {
    let tariff = Self.tariff.replacing("\n", with: "")
    let cdr = Self.cdr().replacing("\n", with: "")
    let line =
      "{\"id\":\"1\",\"tariffs\":\(tariff),\"cdr\":\(cdr),\"time_zone\":\"Europe/Amsterdam\",\"version\":\"2.2.1\"}"
    let folder = try folder(["b.jsonl": line + "\n\n" + line])
    let result = BuiltProgram.run(["price", "--batch", folder.path + "/b.jsonl"], input: [])
    #expect(result.status == 0)
    #expect(result.text.split(separator: "\n").count == 2)
  }
}
