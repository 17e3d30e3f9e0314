import Testing

@testable import partnerctl

@Suite struct ViewTests {
  private let plain = Style(usesColour: false, isASCII: false)
  private let table = Table(
    columns: [
      .init(title: "PARTNER"), .init(title: "OPEN", isNumber: true, rank: 1), .init(title: "NOTE", rank: 2),
    ],
    rows: [["acme", "4210.90", "direct"], ["beta-long", "0", ""]])

  @Test func `numbers stand to the right and no line ends in blanks`() {
    #expect(
      table.lines(width: nil, style: plain) == [
        "PARTNER       OPEN  NOTE", "acme       4210.90  direct", "beta-long        0",
      ])
  }

  @Test(arguments: [(80, 3), (24, 2), (12, 1), (3, 1)])
  func `a narrow terminal loses the least important columns first`(width: Int, columns: Int) {
    let head = table.lines(width: width, style: plain)[0]
    #expect(head.split(separator: " ").count == columns)
    #expect(head.hasPrefix("PARTNER"))
  }

  @Test func `colours take no columns and wide characters two`() {
    let painted = Style(usesColour: true, isASCII: false).paint("ok", .good)
    #expect(painted == "\u{1B}[32mok\u{1B}[0m")
    #expect(Cell.width(painted) == 2)
    #expect(Cell.width("充電") == 4)
  }

  @Test func `text from outside cannot steer the terminal`() {
    #expect(Cell.printable("a\u{1B}[2Jb\u{202E}c") == "a\u{FFFD}[2Jb\u{FFFD}c")
  }

  @Test func `ascii spells every symbol`() {
    let ascii = Style(usesColour: false, isASCII: true)
    let symbols: [Style.Symbol] = [.done, .failed, .warning, .skipped, .live, .degraded, .idle, .arrow]
    #expect(symbols.map(ascii.mark).joined().utf8.allSatisfy { $0 < 0x80 })
    #expect(ascii.spelled("a – b · c…") == "a - b - c~")
  }

  @Test(
    arguments: [
      (nil, [:], true, true), (nil, [:], false, false), ("always", ["NO_COLOR": "1"], false, true),
      ("never", ["CLICOLOR_FORCE": "1"], true, false), (nil, ["NO_COLOR": "1"], true, false),
      (nil, ["NO_COLOR": ""], true, true), (nil, ["CLICOLOR_FORCE": "1"], false, true),
      (nil, ["CLICOLOR_FORCE": "0"], false, false), (nil, ["TERM": "dumb"], true, false),
      (nil, ["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], true, false),
    ] as [(String?, [String: String], Bool, Bool)])
  func `colours follow flag, environment and terminal`(
    flag: String?, environment: [String: String], isTerminal: Bool, expected: Bool
  ) {
    #expect(Terminal.colours(flag: flag, environment: environment, isTerminal: isTerminal) == expected)
  }

  @Test func `a picture of status --watch is laid over the one before, never a wiped screen`() {
    let picture = StatusView.picture(["PARTNER  STATE", "acme     ● registered"])
    #expect(picture == "\u{1B}[HPARTNER  STATE\u{1B}[K\nacme     ● registered\u{1B}[K\n\u{1B}[J")
  }
}
