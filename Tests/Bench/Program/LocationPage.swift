import BilateralBase

/// A page of OCPI 2.2.1 locations as a partner sends it: envelope, members in the order of the specification, compact.
///
/// Street names beyond ASCII, some texts with escapes, a third of the locations with images and opening hours.
struct LocationPage {
  private var dice: Dice
  private var json = JSONWriter(capacity: 4 << 20)

  private init(seed: UInt64) { dice = Dice(seed: seed) }

  static func bytes(locations: Int, seed: UInt64) -> [UInt8] {
    var page = LocationPage(seed: seed)
    page.object { page in
      page.list("data", 0..<locations) { $0.location($1) }
      page.member("status_code", 1000)
      page.member("timestamp", "2026-11-20T08:00:00Z")
    }
    return page.json.bytes
  }

  private mutating func location(_ number: Int) {
    object { page in
      page.member("country_code", "NL")
      page.member("party_id", "ACM")
      page.member("id", "LOC-\(100_000 + number)")
      page.member("publish", true)
      page.place()
      page.member("parking_type", page.dice.one(of: ["ON_STREET", "PARKING_GARAGE", "PARKING_LOT"]))
      page.list("evses", 0..<page.dice.number(1...4)) { $0.evse($1, of: number) }
      page.surroundings()
      page.member("last_updated", page.moment())
    }
  }

  private mutating func place() {
    let street = dice.one(of: [
      "Keizersgracht", "Café-straat", "Große Straße", "Rue de l'Église", "Dorpsplein",
    ])
    let house = dice.number(1...300)
    member("name", dice.happens(10) ? "Parkeerplaats \"\(street)\"" : "Parkeerplaats \(street) \(house)")
    member("address", "\(street) \(house)")
    member("city", dice.one(of: ["Amsterdam", "Utrecht", "'s-Hertogenbosch", "Zürich"]))
    member("postal_code", "\(dice.number(1000...9999)) AB")
    member("country", "NLD")
    coordinates()
  }

  private mutating func coordinates() {
    let (latitude, longitude) = (dice.number(100_000...999_999), dice.number(100_000...999_999))
    object("coordinates") { page in
      page.member("latitude", "52.\(latitude)")
      page.member("longitude", "4.\(longitude)")
    }
  }

  private mutating func evse(_ number: Int, of location: Int) {
    object { page in
      page.member("uid", "\(location)-\(number)-\(page.dice.number(100_000...999_999))")
      page.member("evse_id", "NL*ACM*E\(100_000 + location)*\(number + 1)")
      page.member("status", page.dice.one(of: ["AVAILABLE", "AVAILABLE", "CHARGING", "OUTOFORDER"]))
      page.texts("capabilities", ["RFID_READER", "REMOTE_START_STOP_CAPABLE", "UNLOCK_CAPABLE"])
      page.list("connectors", 1...page.dice.number(1...2)) { $0.connector($1) }
      page.member("floor_level", "-\(page.dice.number(1...3))")
      page.member("physical_reference", "P\(page.dice.number(1...99))")
      page.member("last_updated", page.moment())
    }
  }

  private mutating func connector(_ number: Int) {
    let isFast = dice.happens(30)
    object { page in
      page.member("id", "\(number)")
      page.member("standard", isFast ? "IEC_62196_T2_COMBO" : "IEC_62196_T2")
      page.member("format", isFast ? "CABLE" : "SOCKET")
      page.member("power_type", isFast ? "DC" : "AC_3_PHASE")
      page.member("max_voltage", isFast ? 920 : 400)
      page.member("max_amperage", isFast ? 500 : 32)
      page.member("max_electric_power", isFast ? 350_000 : 22_000)
      page.texts("tariff_ids", ["NL-ACM-TARIFF-\(page.dice.number(1...40))"])
      page.member("last_updated", page.moment())
    }
  }

  private mutating func surroundings() {
    if dice.happens(50) {
      list("directions", ["nl", "en"]) { page, language in
        page.object { page in
          page.member("language", language)
          page.member(
            "text", "Second entrance, behind the \"blue\" barrier to the left of the station building")
        }
      }
    }
    object("operator") { page in
      page.member("name", "Acme Charging Nederland B.V.")
      page.member("website", "https://www.acme-charging.example/nl")
    }
    texts("facilities", [dice.one(of: ["CAFE", "SUPERMARKET"]), "PARKING_LOT"])
    member("time_zone", "Europe/Amsterdam")
    openingTimes()
    if dice.happens(33) { image() }
  }

  private mutating func openingTimes() {
    let isAlways = dice.happens(66)
    object("opening_times") { page in
      page.member("twentyfourseven", isAlways)
      guard !isAlways else { return }
      page.list("regular_hours", 1...7) { page, weekday in
        page.object { page in
          page.member("weekday", weekday)
          page.member("period_begin", "07:00")
          page.member("period_end", "22:30")
        }
      }
    }
  }

  private mutating func image() {
    list("images", 1...1) { page, _ in
      page.object { page in
        let base = "https://img.acme-charging.example/\(page.dice.number(1_000_000...9_999_999))"
        page.member("url", base + ".jpg")
        page.member("thumbnail", base + "-small.jpg")
        page.member("category", "LOCATION")
        page.member("type", "jpeg")
        page.member("width", 1600)
        page.member("height", 900)
      }
    }
  }

  private mutating func moment() -> String {
    let micros = Int64(dice.number(0...31_000_000)) * 1_000_000
    return Timestamp(microseconds: 1_764_000_000_000_000 + micros).description
  }
}

extension LocationPage {
  private mutating func member(_ name: String, _ text: String) {
    json.key(text: name)
    json.string(text)
  }

  private mutating func member(_ name: String, _ number: Int) {
    json.key(text: name)
    json.number(number)
  }

  private mutating func member(_ name: String, _ value: Bool) {
    json.key(text: name)
    json.bool(value)
  }

  private mutating func texts(_ name: String, _ texts: [String]) {
    list(name, texts) { $0.json.string($1) }
  }

  private mutating func object(_ body: (inout LocationPage) -> Void) {
    json.beginObject()
    body(&self)
    json.endObject()
  }

  private mutating func object(_ name: String, _ body: (inout LocationPage) -> Void) {
    json.key(text: name)
    object(body)
  }

  private mutating func list<Elements: Sequence>(
    _ name: String, _ elements: Elements, _ body: (inout LocationPage, Elements.Element) -> Void
  ) {
    json.key(text: name)
    json.beginArray()
    for element in elements { body(&self, element) }
    json.endArray()
  }
}
