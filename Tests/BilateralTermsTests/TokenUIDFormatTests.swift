import BilateralTerms
import Testing

@Suite struct TokenUIDFormatTests {
  @Test(
    "a UID is read into our form",
    arguments: [
      (.asIs, "04a1:B2", "04a1:B2"), (.hexUpper, "04a1b2c3", "04A1B2C3"),
      (.hexLower, "04:a1:b2:c3", "04A1B2C3"),
      (.hexUpper, "4A1B2C3", "04A1B2C3"), (.reversedBytes, "C3B2A104", "04A1B2C3"),
      (.reversedBytes, "04 5D 6B 1A 3F 61 80", "80613F1A6B5D04"), (.decimal, "77705923", "04A1B2C3"),
      (.decimal, "1", "00000001"), (.decimal, "4294967296", "00000100000000"),
      (.hexUpper, "app-user-77", "app-user-77"), (.decimal, "12A4", "12A4"), (.hexUpper, "AB12", "AB12"),
      (
        .decimal, "99999999999999999999999999999999999999999999",
        "99999999999999999999999999999999999999999999"
      ),
      (.decimal, "", ""),
    ] as [(TokenUIDFormat, String, String)])
  func reading(format: TokenUIDFormat, theirs: String, ours: String) {
    #expect(format.ours(fromTheirs: theirs) == ours)
  }

  @Test(arguments: TokenUIDFormat.allCases)
  func `our form goes out and comes back`(format: TokenUIDFormat) {
    for uid in ["04A1B2C3", "00000001", "045D6B1A3F6180", "0102030405060708090A"] {
      #expect(format.ours(fromTheirs: format.theirs(fromOurs: uid)) == uid)
    }
    #expect(format.theirs(fromOurs: "contract-x") == "contract-x")
  }

  @Test func `each format spells in its own way`() {
    #expect(
      TokenUIDFormat.allCases.map { $0.theirs(fromOurs: "04A1B2C3") } == [
        "04A1B2C3", "04A1B2C3", "04a1b2c3", "C3B2A104", "77705923",
      ])
  }
}
