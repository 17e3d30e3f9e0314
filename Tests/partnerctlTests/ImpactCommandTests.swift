import BilateralBase
import Glibc
import Testing

@testable import partnerctl

/// A fleet with a partner whose discount rises from 8 % to 9 %, and sessions of the past.
enum ImpactStage {
  static let list = """
    [{"country_code":"DE","party_id":"NVO","id":"AC-1","currency":"EUR","tax_included":"NO",
      "elements":[{"price_components":[{"type":"ENERGY","price":0.49,"vat":19.0,"step_size":1},
        {"type":"PARKING_TIME","price":1.2,"vat":19.0,"step_size":60}]}],"last_updated":"2026-01-01T00:00:00Z"}]
    """

  static func terms(_ discount: String, more: String = "") -> String {
    TestFolder.partner("acme") + "[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"\(discount)\"\n" + more
  }

  static func fleet(_ discount: String = "9 %", more: String = "") throws -> TestFolder {
    let folder = try TestFolder.fleet()
    try folder.write("partners/acme.toml", terms(discount, more: more))
    try folder.write("older.toml", terms("8 %"))
    try folder.write("tariffs/adhoc.json", list)
    return folder
  }

  /// A session of the test's own, in whole numbers.
  struct Stay {
    var start: Int
    var seconds: Int
    var charging: Int
    var wattHours: Int

    /// Cents under a discount in percent: prices to four decimals, parking by the minute begun, half up once.
    func cents(discount: Int) -> Int {
      // Ten-thousandths of a euro for a kWh and for an hour.
      let energy = (4900 * (100 - discount) + 50) / 100
      let parking = (12_000 * (100 - discount) + 50) / 100
      let minutes = (seconds - charging + 59) / 60
      // In 1/60 of a ten-millionth of a euro, so that minutes are whole.
      let sum = wattHours * energy * 60 + minutes * parking * 1000
      let cent = 100_000 * 60
      return (sum * 2 + cent) / (cent * 2)
    }

    var row: String {
      "ST1,\(Timestamp(seconds: Int64(start))),\(Timestamp(seconds: Int64(start + seconds))),\(charging),"
        + "\(wattHours / 1000).\(String(wattHours % 1000 + 1000).dropFirst()),AC_1_PHASE"
    }
  }

  static let head = "station,start_utc,end_utc,charging_seconds,kwh,power_type\n"

  static func stays(_ count: Int) -> [Stay] {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    return (0..<count).map { index in
      let seconds = 60 + next(20_000)
      return Stay(
        start: 1_790_000_000 + index * 3600, seconds: seconds, charging: next(seconds + 1),
        wattHours: next(60_000))
    }
  }
}

@Suite struct ImpactCommandTests {
  @Test func `the sum over generated sessions is the one that whole numbers give`() async throws {
    let folder = try ImpactStage.fleet()
    let stays = ImpactStage.stays(400)
    try folder.write("past.csv", ImpactStage.head + stays.map { $0.row + "\n" }.joined())
    let json = try await impact(folder, "past.csv")
    let before = stays.reduce(0) { $0 + $1.cents(discount: 8) }
    let after = stays.reduce(0) { $0 + $1.cents(discount: 9) }
    #expect(json["total"]?["sessions"] == 400)
    #expect(cents(json["total"]?["before"]) == before)
    #expect(cents(json["total"]?["after"]) == after)
    #expect(cents(json["total"]?["difference"]) == after - before)
    let changed = stays.count { $0.cents(discount: 8) != $0.cents(discount: 9) }
    #expect(json["total"]?["changed"] == JSON(changed))
    let differences = stays.map { $0.cents(discount: 9) - $0.cents(discount: 8) }.sorted()
    #expect(cents(json["total"]?["median"]) == differences[199])
    #expect(cents(json["total"]?["least"]) == differences.first)
    let groups = json["groups"]?.elements ?? []
    #expect(
      groups.filter { $0["by"]?.string == "month" }.reduce(0) { $0 + (cents($1["after"]) ?? 0) } == after)
  }

  @Test func `the real sessions of a year, where they are at hand, are summed likewise`() async throws {
    let project = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let path =
      getenv("BILATERAL_SESSIONS").map { String(cString: $0) }
      ?? project + "/../shared/data/sessions-boulder.csv.gz"
    guard FileSystem.kind(path) == .file else { return print("skipped: no \(path) here") }
    let unpacked = try ChildProcess("gzip", ["-dc", path]).finish().output
    var lines = String(decoding: unpacked, as: UTF8.self).split(separator: "\n")
    if getenv("BILATERAL_SOAK") == nil { lines = Array(lines.prefix(1501)) }
    let stays = lines.dropFirst().compactMap { line -> ImpactStage.Stay? in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard let start = Timestamp(ocpi: cells[1]), let end = Timestamp(ocpi: cells[2]),
        let charging = Int(cells[3]),
        let energy = Int(cells[4].filter { $0 != "." })
      else { return nil }
      let seconds = Int((end.microseconds - start.microseconds) / 1_000_000)
      return ImpactStage.Stay(
        start: Int(start.microseconds / 1_000_000), seconds: seconds, charging: min(charging, seconds),
        wattHours: energy)
    }
    try #require(stays.count == lines.count - 1)
    let folder = try ImpactStage.fleet()
    try folder.write("past.csv", lines.joined(separator: "\n") + "\n")
    let json = try await impact(folder, "past.csv")
    #expect(json["total"]?["sessions"] == JSON(stays.count))
    #expect(cents(json["total"]?["before"]) == stays.reduce(0) { $0 + $1.cents(discount: 8) })
    #expect(cents(json["total"]?["after"]) == stays.reduce(0) { $0 + $1.cents(discount: 9) })
  }

  @Test func `people get sums, the session in the middle, and groups`() async throws {
    let folder = try ImpactStage.fleet()
    try folder.write("past.csv", ImpactStage.head + ImpactStage.stays(40).map { $0.row + "\n" }.joined())
    let outcome = await run(
      "impact", "acme", "--base", "older.toml", "--sessions", "past.csv", "--by", "rule,station,month",
      directory: folder.path)
    #expect(outcome.exit == .done)
    expectSnapshot(outcome.output, named: "impact")
    let csv = await run(
      "impact", "acme", "--base", "older.toml", "--sessions", "past.csv", "-o", "csv", directory: folder.path)
    #expect(csv.output.hasPrefix("by,group,sessions,change,before,after,difference,share\nrule,*,40,"))
  }

  @Test func `rows that are no sessions and unknown columns are told, and the exit says so`() async throws {
    let folder = try ImpactStage.fleet()
    try folder.write(
      "past.csv",
      "mood,start,end,kwh\nfine,2026-10-01T10:00:00Z,2026-10-01T11:00:00Z,10\n,?,2026-10-01T11:00:00Z,1\n")
    let outcome = await run(
      "impact", "acme", "--base", "older.toml", "--sessions", "past.csv", directory: folder.path)
    #expect(outcome.exit == .findings)
    #expect(outcome.talk.contains("past.csv: columns left out: mood"))
    #expect(outcome.talk.contains("past.csv:3 BT281 error: the start \"?\" is no time"))
    #expect(outcome.output.contains("4.51 EUR net") && outcome.output.contains("4.46 EUR net"))
  }

  @Test func `a place without a tariff of the list has no price, and is told`() async throws {
    let folder = try ImpactStage.fleet()
    let second =
      ImpactStage.list.dropLast() + "," + ImpactStage.list.dropFirst().replacing("AC-1", with: "DC-1")
    try folder.write("tariffs/adhoc.json", String(second))
    try folder.write("past.csv", "start,end,kwh\n2026-10-01T10:00:00Z,2026-10-01T11:00:00Z,10\n")
    let words = ["impact", "acme", "--base", "older.toml", "--sessions", "past.csv"]
    let untold = await runAll(words, directory: folder.path)
    #expect(
      untold.exit == .findings
        && untold.output.contains("1 sessions have no price: nothing says which tariff"))
    let told = await runAll(words + ["--tariff", "AC-1"], directory: folder.path)
    #expect(told.exit == .done && told.output.contains("4.51 EUR net"))
  }

  @Test func `wrong words and missing files are refused`() async throws {
    let folder = try ImpactStage.fleet()
    let words = ["impact", "acme", "--base", "older.toml", "--sessions"]
    #expect(await runAll(words + ["none.csv"], directory: folder.path).exit == .missing)
    try folder.write("bad.csv", "a,b\n1,2\n")
    #expect(await runAll(words + ["bad.csv"], directory: folder.path).exit == .badInput)
    try folder.write("past.csv", ImpactStage.head)
    #expect(await runAll(words + ["past.csv", "--by", "mood"], directory: folder.path).exit == .usage)
    #expect(await runAll(words + ["past.csv", "--tariff", "XX=1"], directory: folder.path).exit == .usage)
    #expect(await run("impact", "acme", directory: folder.path).exit == .missing)
  }

  private func impact(_ folder: TestFolder, _ file: String) async throws -> JSON {
    let outcome = await run(
      "impact", "acme", "--base", "older.toml", "--sessions", file, "--by", "rule,month", "--json",
      directory: folder.path)
    try #require(outcome.exit == .done, "\(outcome)")
    return try JSON.parse(outcome.output)
  }

  private func cents(_ json: JSON?) -> Int? {
    json?.string.flatMap { Rational(decimalText: $0) }.flatMap { ($0 * 100).asInt }
  }
}

@Suite struct ReviewCommandTests {
  @Test func `a review of an edit reads as its snapshot`() async throws {
    let folder = try ImpactStage.fleet(
      more: """
        [[pricing.sell.rule]]
        id = "depot"
        when.power_min = "50 kW"
        set.energy = "0.43 EUR/kWh"
        justification = "Their own depot, with a volume of its own"

        """)
    try folder.write("past.csv", ImpactStage.head + ImpactStage.stays(200).map { $0.row + "\n" }.joined())
    let outcome = await run(
      "review", "acme", "--base", "older.toml", "--sessions", "past.csv", "--now", "2026-11-20T12:00:00Z",
      directory: folder.path)
    #expect(outcome.exit == .done, "\(outcome.talk)")
    expectSnapshot(outcome.output, named: "review")
  }

  @Test func `without past sessions the money is not known, and the rest is told`() async throws {
    let folder = try ImpactStage.fleet()
    let outcome = await run("review", "acme", "--base", "older.toml", directory: folder.path)
    #expect(outcome.output.contains("Not known: "))
    #expect(outcome.output.contains("rises from 8 % to 9 %"))
    let json = try JSON.parse(
      await run("review", "acme", "--base", "older.toml", "--json", directory: folder.path).output)
    #expect(json["partners"]?.elements?.first?["impact"]?["unknown_because"]?.string != nil)
    #expect(
      json["partners"]?.elements?.first?["prices"]?.elements?.first?["after"]?.string
        == "0.4459 EUR/kWh + 1.092 EUR/h parking")
  }

  @Test(
    "BT160 BT225 a review says what the guards will say, and its exit that something has to be answered for")
  func guards() async throws {
    let folder = try ImpactStage.fleet(more: "")
    let notice = "[agreement]\nprice_change_notice = \"42 days\"\n"
    try folder.write("older.toml", ImpactStage.terms("8 %", more: notice))
    try folder.write("partners/acme.toml", ImpactStage.terms("80 %", more: notice))
    let words = ["review", "acme", "--base", "older.toml"]
    let outcome = await runAll(words, directory: folder.path)
    #expect(outcome.exit == .findings)
    let guards =
      outcome.output.split(separator: "###").first { $0.hasPrefix(" Guards") }.map(String.init) ?? ""
    #expect(guards.contains("✔ same currency · ✔ no price lost"), "\(outcome.output)")
    #expect(guards.contains("✖ BT160 ") && guards.contains("✖ BT225 the price of energy goes from 0.4508"))
    #expect(guards.contains("--override 'BT160=why'") && guards.contains("--override 'BT225=why'"))
    let json = try JSON.parse(await runAll(words + ["--json"], directory: folder.path).output)
    let states = json["partners"]?.elements?.first?["guards"]?.elements?.map { $0["state"]?.string }
    #expect(states?.contains("refuse") == true && states?.contains("pass") == true)
  }

  @Test func `versions in git are priced by the lists and rates of their ref`() async throws {
    let folder = try ImpactStage.fleet("8 %")
    for words in [
      ["init", "-q", "-b", "main"], ["add", "."],
      ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "-m", "first"],
    ] {
      try #require(try ChildProcess("git", ["-C", folder.path] + words).finish().status == 0)
    }
    try folder.write("tariffs/adhoc.json", ImpactStage.list.replacing("0.49", with: "0.59"))
    try folder.write("past.csv", "start,end,kwh\n2026-10-01T10:00:00Z,2026-10-01T11:00:00Z,10\n")
    let outcome = await run(
      "impact", "acme", "--base", "main", "--sessions", "past.csv", directory: folder.path)
    #expect(outcome.exit == .done, "\(outcome.talk)")
    #expect(
      outcome.output.contains("4.51 EUR net") && outcome.output.contains("5.43 EUR net"), "\(outcome.output)")
    let review = await run(
      "review", "acme", "--base", "main", "--sessions", "past.csv", directory: folder.path)
    #expect(
      review.output.contains("0.4508 EUR/kWh + 1.104 EUR/h parking | 0.5428 EUR/kWh"), "\(review.output)")
  }
}
