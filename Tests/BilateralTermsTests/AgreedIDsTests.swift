import BilateralBase
import BilateralModel
import BilateralTerms
import Testing

@Suite struct AgreedIDsTests {
  private func agreed(_ more: String) throws -> (AgreedIDs, PartnerFile) {
    let file = try #require(
      PartnerFile.read(bytes: Array((TermsTests.head + more).utf8), file: "acme.toml").file)
    return (AgreedIDs(file), file)
  }

  private func token(_ uid: String, _ contract: String, type: TokenType = .rfid) throws -> Token {
    Token(
      party: try #require(PartyID("NL-ACM")), id: CiString(uid), type: type, contractID: CiString(contract),
      issuer: "ACME", isValid: true, whitelist: .allowed, lastUpdated: .epoch)
  }

  @Test(arguments: [
    ("04A1B2C3", "NL-ACM-C12345678-X", "", nil), ("04A1B2C3", "NLACMC12345678", "", nil),
    ("04A1B2C3", "DE-XYZ-C12345678-X", "", "contract_id"), ("04A1B2", "NL-ACM-C12345678-X", "", "uid"),
    ("04A1B2", "NL-ACM-C12345678-X", "APP_USER", nil),
  ])
  func `tokens outside of the agreed prefixes and lengths are not the partner's`(
    _ uid: String, _ contract: String, _ type: String, _ member: String?
  ) throws {
    let (ids, _) = try agreed(
      "contract_id_prefixes = [\"NLACM\"]\n[authorization]\nuid_lengths = [8, 14]\n")
    let token = try token(uid, contract, type: type.isEmpty ? .rfid : TokenType(rawValue: type))
    #expect(ids.objection(to: token)?.member == member)
    #expect(try agreed("").0.objection(to: token) == nil)
  }

  @Test func `parties that a platform carries speak through its connection`() throws {
    let (_, file) = try agreed("[[them.sub_parties]]\nparty = \"BE-ACB\"\nname = \"ACME Belgium\"\n")
    #expect(file.theirParties.map(\.description).sorted() == ["BE-ACB", "NL-ACM"])
  }
}
