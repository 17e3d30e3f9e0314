import Bilateral

@main struct Price {
  static func main() throws {
    let book = try PartnerBook(folder: "fleet")
    print("\(book.partners.count) partners")
    for finding in book.findings { print(finding) }
    guard book.isValid else { return }

    var session = SessionDescription(
      energy: "31.417", chargingSeconds: 95 * 60, parkingSeconds: 20 * 60, start: "2026-11-20T17:10:00Z")
    session.power = "11"
    session.country = "DE"
  }
}
