import BilateralBase
import Testing

@Suite struct IdentifierTests {
  @Test(arguments: ["NL-ACM", "nl-acm", "NL*ACM", "nlAcm", "NLACM"])
  func `all spellings of a party are one party`(text: String) throws {
    let party = try #require(PartyID(text))
    #expect(party == PartyID(country: "nl", party: "Acm"))
    #expect(party.hashValue == PartyID("NL-ACM")?.hashValue)
    #expect(party.description == "NL-ACM")
    #expect(party.country == "NL")
    #expect(party.party == "ACM")
  }

  @Test(arguments: [
    "", "NL", "NL-AC", "NL-ACME", "N1-ACM", "NL-A M", "NL_ACM", "NL-ÄCM", "NL--ACM", "NLACM-", "NL/ACM",
  ])
  func `what is no party is refused`(text: String) {
    #expect(PartyID(text) == nil)
  }

  @Test func `parties may hold digits and sort by their text`() {
    let parties = ["NL-ACM", "DE-ZZZ", "NL-A1M", "DE-8AA"].compactMap { PartyID($0) }
    #expect(parties.sorted().map(\.description) == ["DE-8AA", "DE-ZZZ", "NL-A1M", "NL-ACM"])
    #expect(PartyID(country: "NLA", party: "CM") == nil)
  }

  @Test func `case does not count in a CiString but its spelling is kept`() {
    let first: CiString = "Evse-1a"
    #expect(first == CiString("EVSE-1A"))
    #expect(Set([first, CiString("eVSE-1A")]).count == 1)
    #expect(first.description == "Evse-1a")
    #expect(first.folded == "evse-1a")
    #expect(first != CiString("evse-1b"))
    #expect(first != CiString("evse-1"))
    #expect(CiString("a") < CiString("B") && !(CiString("B") < CiString("a")))
  }

  @Test func `only ASCII letters are folded`() {
    #expect(CiString("Ä") != CiString("ä"))
    #expect(CiString("[") != CiString("{"))
    #expect(CiString("@") != CiString("`"))
    #expect(!CiString("Ä").isPrintableASCII)
    #expect(!CiString("a\n").isPrintableASCII)
    #expect(CiString("a b~").isPrintableASCII)
  }
}
