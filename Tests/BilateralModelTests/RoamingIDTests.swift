import BilateralBase
import BilateralModel
import Testing

@Suite struct `Ids of charging points and contracts` {
  @Test(
    "the check digit of a contract id is that of ISO 15118",
    arguments: [
      ("NN123ABCDEFGHI", "T"), ("FRXYZ123456789", "2"), ("ITA1B2C3E4F5G6", "4"), ("ESZU8WOX834H1D", "R"),
      ("PT73902837ABCZ", "Z"), ("DE83DUIEN83QGZ", "D"), ("DE8AA001234567", "0"),
    ])
  func checkDigit(id: String, digit: Character) {
    #expect(ContractID(id)?.checkDigit == digit)
    #expect(ContractID(id + String(digit).lowercased())?.hasRightCheckDigit == true)
  }

  @Test func `every wrong character and every swap of neighbours changes the check digit`() throws {
    let right = Array("NLACMC12345678")
    let digit = try #require(ContractID(String(right))).checkDigit
    for place in 5..<right.count {
      for other in "0129ABKZ" where other != right[place] {
        var wrong = right
        wrong[place] = other
        #expect(ContractID(String(wrong))?.checkDigit != digit)
      }
      var swapped = right
      swapped.swapAt(place, place - 1)
      if swapped != right { #expect(ContractID(String(swapped))?.checkDigit != digit) }
    }
  }

  @Test func `contract ids are equal whatever their case, separators and check digit`() throws {
    let id = try #require(ContractID("nl-acm-c12345678"))
    #expect(id.normalised == "NLACMC12345678")
    #expect(ContractID("\(id)") == id)
    #expect(ContractID("NL*ACM*C12345678") == id)
    #expect("\(id)".hasPrefix("NL-ACM-C12345678-"))
    for odd in ["", "NL-ACM-C1-7", "1L-ACM-C12345678", "NL-ACM-C1234567é", "NL-ACM-C1234567890"] {
      #expect(ContractID(odd) == nil)
    }
  }

  @Test(
    "EVSE ids are equal whatever their case and stars",
    arguments: ["DE*NVO*E1234*1", "de*nvo*e12341", "DENVOE12341", "DENVOE1234*1"])
  func evse(text: String) throws {
    let id = try #require(EVSEID(text))
    #expect(id.normalised == "DENVOE12341")
    #expect("\(id)" == "DE*NVO*E12341")
    #expect(EVSEID("\(id)") == id)
  }

  @Test(
    "what has not the form is no EVSE id",
    arguments: [
      "", "E1", "DE*NVO*1234", "D1*NVO*E1", "DE*NV*E1", "DE*NVO*E", "DE**NVO*E1", "DE*NVOE1", "DENVO*E1",
      "DE*NVO*E1é",
      "DE*NVO*E" + String(repeating: "1", count: 31),
    ])
  func noEVSE(text: String) { #expect(EVSEID(text) == nil) }

  @Test func `ids of DIN 91286 are told from others`() {
    #expect(EVSEID.isDIN("+49*810*000*438"))
    #expect(!EVSEID.isDIN("+49*81*000"))
    #expect(!EVSEID.isDIN("DE*NVO*E1"))
    #expect(!EVSEID.isDIN("+49*810*"))
  }

  @Test("CR-26 a check warns of odd ids, and of no id for its party")
  func warnings() throws {
    var evse = try #require(try Samples.location().evses.first)
    evse.evseID = "XX*YYY*E7"
    #expect(WireChecker.check(evse, version: .v2_2_1).isEmpty)
    evse.evseID = "charger 7"
    #expect(WireChecker.check(evse, version: .v2_2_1).map(\.severity) == [.warning])
    var token = try WireReader.read(Token.self, from: Samples.token221, version: .v2_2_1)
    #expect(WireChecker.check(token, version: .v2_2_1).isEmpty)
    let digit = try #require(ContractID("NLACMC12345678")).checkDigit
    token.contractID = CiString("NL-ACM-C12345678-\(digit)")
    #expect(WireChecker.check(token, version: .v2_2_1).isEmpty)
    token.contractID = CiString("NL-ACM-C12345679-\(digit)")
    #expect(WireChecker.check(token, version: .v2_2_1).map(\.code) == [.badCheckDigit])
  }
}
