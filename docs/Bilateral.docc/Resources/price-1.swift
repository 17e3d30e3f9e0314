import Bilateral

@main struct Price {
  static func main() throws {
    let book = try PartnerBook(folder: "fleet")
    print("\(book.partners.count) partners")
  }
}
