import BilateralBase
import Testing

@Suite struct ChargingIDTests {
  @Test(
    "a check digit of ISO 15118 is told where another stands, and never where none does",
    arguments: [
      ("NN123ABCDEFGHI", "T"), ("FRXYZ123456789", "2"), ("ITA1B2C3E4F5G6", "4"), ("ESZU8WOX834H1D", "R"),
      ("PT73902837ABCZ", "Z"), ("DE83DUIEN83QGZ", "D"), ("DE83DUIEN83ZGQ", "M"), ("DE8AA001234567", "0"),
      ("NLTNM000722345", "X"),
    ])
  func checkDigit(id: String, digit: String) {
    #expect(ChargingID.rightCheckDigit(of: id + digit) == nil)
    #expect(ChargingID.rightCheckDigit(of: id) == nil, "without a digit nothing is wrong")
    let wrong = digit == "7" ? "8" : "7"
    #expect(ChargingID.rightCheckDigit(of: (id + wrong).lowercased()).map { String($0) } == digit)
    let spaced = "\(id.prefix(2))-\(id.dropFirst(2).prefix(3))-\(id.dropFirst(5))-\(wrong)"
    #expect(ChargingID.rightCheckDigit(of: spaced).map { String($0) } == digit)
  }

  @Test(
    "what has the form of an EVSE id",
    arguments: [
      ("DE*NVO*E1", true), ("DENVOE1", true), ("de*nvo*e1234*1", true), ("DE*NVO*E1*2*3", true),
      ("+49*810*000*438", true), ("49*810*438", true), ("DE*NVO*1", false), ("DE*NV*E1", false), ("", false),
      ("DE*NVO*E", false), ("DE*NVO*E*1", false), ("D1*NVO*E1", false), ("+49*81*1", false),
      ("+49**1", false),
      ("DE*NVO*Eä", false), ("DE*NVO*E" + String(repeating: "1", count: 31), false),
    ])
  func evseID(text: String, isOne: Bool) {
    #expect(ChargingID.isEVSEID(text) == isOne)
  }

  @Test func `two spellings of one id are equal without separators`() {
    #expect(ChargingID.plain("de*nvo*e1-2") == "DENVOE12")
  }
}
