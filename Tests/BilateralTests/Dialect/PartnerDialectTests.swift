import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import BilateralTesting
import Testing

@Suite struct PartnerDialectTests {
  private func dialect(_ stated: [String: String] = [:]) -> PartnerDialect {
    let dialect = PartnerDialect("volt", clock: WallClock { Timestamp(seconds: 1_800_000_000) })
    dialect.state(
      stated.mapValues { .init(text: $0, place: SourcePlace(file: "partners/volt.toml", line: 9, column: 1)) }
    )
    return dialect
  }

  @Test("a switch without a word in the file is coped with and remembered when it is one of those")
  func learns() {
    let dialect = dialect()
    #expect(dialect.current.flag(.trailingSlash) == nil)
    #expect(dialect.meets(.trailingSlash, "redirected"))
    #expect(dialect.meets(.trailingSlash, "redirected again"))
    #expect(dialect.current.flag(.trailingSlash) == true)
    #expect(
      dialect.learned.map(\.text) == ["trailing_slash = true, since 2027-01-15T08:00:00Z, seen 2×"])
  }

  @Test("the file's word wins over what was learned, and a contradiction is told with its line")
  func precedence() {
    let dialect = dialect(["trailing_slash": "false"])
    #expect(!dialect.meets(.trailingSlash, "redirected"))
    #expect(dialect.current.flag(.trailingSlash) == false)
    #expect(dialect.learned.first?.standing == .contradicted)
    #expect(dialect.learned.first?.text.hasSuffix("seen 1×, but partners/volt.toml:9 says false") == true)
  }

  @Test("what may be wrong is proposed and waits for the file")
  func proposes() {
    let waiting = dialect()
    #expect(!waiting.meets(.emptyBodyOK, "200 and nothing"))
    #expect(!waiting.current.isOn(.emptyBodyOK))
    #expect(waiting.learned.first?.standing == .proposed)
    let stated = dialect(["empty_body_ok": "true"])
    #expect(stated.meets(.emptyBodyOK, "200 and nothing"))
    #expect(stated.learned.first?.standing == .stated)
  }

  @Test("the newest sighting replaces another value, modules gather, of lengths the largest is kept")
  func values() {
    let dialect = dialect()
    dialect.meets(.paging, "hash", "a")
    dialect.meets(.paging, "offset", "b")
    dialect.meets(.noGet, "tokens", "c")
    dialect.meets(.noGet, "tariffs", "c")
    for length in ["60", "90", "70"] { dialect.meets(.maxString, length, name: "location.address", "d") }
    #expect(
      dialect.learned.map { "\($0.sighting.key)=\($0.sighting.value)×\($0.sighting.count)" } == [
        "max_string.location.address=90×2", "no_get=tariffs×1", "no_get=tokens×1", "paging=offset×1",
      ])
    dialect.forget(.paging, "offset")
    #expect(dialect.current.word(.paging) == "auto")
  }

  @Test("what was learned survives a restart, with its count, and what was forgotten does not come back")
  func durable() async throws {
    let bench = try await OddBench.open { _ in OddAnswer.list([]) }
    for _ in 0..<14 { bench.dialect.meets(.trailingSlash, "GET /locations was answered with 308") }
    bench.dialect.meets(.paging, "offset", "no Link")
    try await bench.dialect.save(in: bench.platform.commons.store)
    bench.dialect.forget(.paging, "offset")
    bench.dialect.meets(.trailingSlash, "once more")
    try await bench.dialect.save(in: bench.platform.commons.store)
    bench.shut()
    let again = try await OddBench.open(on: bench.fleet, "patch_supported = false", bench.partner)
    #expect(again.dialect.current.flag(.trailingSlash) == true)
    let status = try await PartnerStatus.list(again.platform.commons)["partners"]?[0]?["dialect"]
    #expect(status?.elements?.count == 1)
    #expect(status?[0]?["count"] == 15 && status?[0]?["standing"] == "applied")
    #expect(status?[0]?["text"]?.string?.hasSuffix("seen 15×") == true)
    await again.close()
  }

  @Test("every switch is a field with a default it accepts, and says how it is noticed")
  func table() {
    #expect(Set(DialectSwitch.all.map(\.name)).count == DialectSwitch.all.count)
    for item in DialectSwitch.all {
      let path = item.path.replacing("*", with: "x")
      #expect(FieldReference.field(path) != nil, "\(item.name)")
      #expect(!item.noticed.isEmpty && DialectSwitch.named(path) == item)
    }
  }
}
