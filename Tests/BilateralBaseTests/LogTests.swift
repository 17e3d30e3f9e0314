import BilateralBase
import Synchronization
import Testing

@Suite struct LogTests {
  /// Collects lines and carries a clock that can be turned.
  final class Notebook: Sendable {
    let lines = Mutex<[String]>([])
    let time = Mutex<Int64>(1_000)

    func log(_ format: LogFormat = .text, threshold: LogLevel = .debug) -> Log {
      Log(threshold: threshold, clock: WallClock { Timestamp(seconds: self.time.withLock { $0 }) }) { entry in
        self.lines.withLock { $0.append(format.line(entry)) }
      }
    }

    var written: [String] { lines.withLock { $0 } }
  }

  @Test func `a text line has time, level, event and fields in order, context first`() {
    let notebook = Notebook()
    let log = notebook.log().with(["partner": "acme"])
    log.info("sync.done", ["module": "locations", "count": 12, "note": "two words", "empty": ""])
    #expect(
      notebook.written == [
        #"1970-01-01T00:16:40Z info sync.done partner=acme module=locations count=12 note="two words" empty="""#
      ])
  }

  @Test func `a JSON line keeps numbers and booleans and guards its own names`() {
    let notebook = Notebook()
    notebook.log(.json).error("x", ["count": 12, "ok": true, "time": "late", "text": "a\"b\\c\u{7}"])
    #expect(
      notebook.written == [
        #"{"time":"1970-01-01T00:16:40Z","level":"error","event":"x","count":12,"ok":true,"time_":"late","#
          + #""text":"a\"b\\c\u0007"}"#
      ])
  }

  @Test(arguments: [LogFormat.text, .json])
  func `nothing a partner sends can break or bend a line`(format: LogFormat) throws {
    let notebook = Notebook()
    let nasty = "a\r\n2026 error forged\u{1B}[2J\u{0}\u{85}\u{2028}\u{202E}\t"
    notebook.log(format).warning("got", ["text": nasty, "k\ney": "v"])
    let line = try #require(notebook.written.first)
    let allowed = line.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) }
    #expect(allowed)
  }

  @Test("S-03 a secret prints as three stars, however it is printed")
  func redaction() {
    let secret = SecretText("ebf3b399-779f")
    let notebook = Notebook()
    notebook.log().info("login", ["token": secret])
    notebook.log(.json).info("login", ["token": secret])
    var dumped = ""
    dump(["outer": secret], to: &dumped)
    let shown =
      notebook.written + [
        dumped, "\(secret)", String(reflecting: secret), String(describing: Optional(secret)), "\([secret])",
        String(reflecting: (1, secret)),
      ]
    for text in shown {
      #expect(!text.contains("ebf3"))
      #expect(text.contains("***"))
    }
    #expect(secret.revealed == "ebf3b399-779f")
    #expect(secret.byteCount == 13)
  }

  @Test func `events below the threshold are not written`() {
    let notebook = Notebook()
    let log = notebook.log(threshold: .warning)
    log.info("a")
    log.debug("b")
    log.warning("c")
    log.error("d")
    #expect(notebook.written.map { $0.suffix(1) } == ["c", "d"])
    #expect(!log.writes(.info))
  }

  @Test func `a repeating event is written once per interval with its count`() {
    let notebook = Notebook()
    let log = notebook.log()
    for second: Int64 in 0..<121 {
      notebook.time.withLock { $0 = 1_000 + second }
      log.rateLimited(.error, "down", key: "acme")
      log.with(["a": 1]).rateLimited(.error, "down", key: "other")
    }
    let acme = notebook.written.filter { !$0.contains("a=1") }
    #expect(acme.count == 3)
    #expect(acme[1].hasSuffix("down repeated=59"))
  }

  @Test("S-36 a clock that jumps back does not silence an event")
  func jump() {
    let notebook = Notebook()
    let log = notebook.log()
    log.rateLimited(.error, "down", key: "acme")
    notebook.time.withLock { $0 = 10 }
    log.rateLimited(.error, "down", key: "acme")
    #expect(notebook.written.count == 2)
  }

  @Test func `more keys than are remembered do no harm`() {
    let notebook = Notebook()
    let log = notebook.log()
    for key in 0..<1_100 { log.rateLimited(.error, "down", key: "\(key)") }
    #expect(notebook.written.count == 1_100)
  }
}
