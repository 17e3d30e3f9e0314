import Bilateral
import BilateralModel
import BilateralNet

/// The attacks of the table.
extension HostilePartnerTests {
  /// One attack and what is due: HTTP and OCPI, any of these.
  struct Row: Sendable {
    var name: String
    var method = HTTPMethod.put
    var path: String
    var body: String?
    var bytes: [UInt8]?
    var fields = HTTPFields()
    var due: [[Int]]
    /// What must stand in the message.
    var says = ""
  }

  static let refused = [[200, 2001]]
  static let gone = [[404, 2000], [404, 2001], [404, 2003], [404, 2004]]

  static let kinds: [(module: String, id: String, text: @Sendable (String) -> String)] = [
    ("locations", "LOC1", { HostileStage.location($0) }), ("sessions", "S1", { HostileStage.session($0) }),
    ("tariffs", "T1", { HostileStage.tariff($0) }), ("tokens", "U1", { HostileStage.token($0) }),
  ]

  /// Another's party in the address, in the body, and in both; in a change, and in a question.
  static let parties: [Row] =
    kinds.flatMap { kind -> [Row] in
      let (theirs, mine) = (
        "/2.2.1/receiver/\(kind.module)/FR/BLU/\(kind.id)", "/2.2.1/receiver/\(kind.module)/NL/ACM/\(kind.id)"
      )
      let patch = #"{"country_code":"FR","party_id":"BLU","last_updated":"2027-01-01T00:00:00Z"}"#
      return [
        Row(
          name: "\(kind.module): another's party in the address", path: theirs, body: kind.text("NL/ACM"),
          due: gone),
        Row(
          name: "\(kind.module): another's party in the body", path: mine, body: kind.text("FR/BLU"),
          due: refused),
        Row(
          name: "\(kind.module): another's party in both", path: theirs, body: kind.text("FR/BLU"), due: gone),
        Row(
          name: "\(kind.module): our own party in both",
          path: "/2.2.1/receiver/\(kind.module)/DE/NVO/\(kind.id)", body: kind.text("DE/NVO"), due: gone),
        Row(
          name: "\(kind.module): no party in the address",
          path: "/2.2.1/receiver/\(kind.module)/XX/000/\(kind.id)", body: kind.text("NL/ACM"), due: gone),
        Row(
          name: "\(kind.module): another's id in the body", path: mine + "x", body: kind.text("NL/ACM"),
          due: refused),
        Row(
          name: "\(kind.module): change another's", method: .patch, path: theirs, body: patch,
          due: gone + [[405, 2000]]),
        Row(
          name: "\(kind.module): give one's own to another", method: .patch, path: mine, body: patch,
          due: refused + [[405, 2000]]),
        Row(
          name: "\(kind.module): delete another's", method: .delete, path: theirs, due: gone + [[405, 2000]]),
        Row(name: "\(kind.module): read another's", method: .get, path: theirs, due: gone),
        Row(
          name: "\(kind.module): read another's with letters in another case", method: .get,
          path: theirs.replacing("FR/BLU", with: "fr/blu"), due: gone),
        Row(
          name: "\(kind.module): read another's through an encoded slash", method: .get,
          path: theirs.replacing("FR/BLU", with: "FR%2FBLU"), due: gone),
      ]
    } + [
      Row(
        name: "cdrs: another's party", method: .post, path: "/2.2.1/receiver/cdrs",
        body: HostileStage.cdr("FR/BLU", "C7"), due: refused),
      Row(
        name: "cdrs: our own party", method: .post, path: "/2.2.1/receiver/cdrs",
        body: HostileStage.cdr("DE/NVO", "C7"), due: refused),
      Row(name: "cdrs: read another's", method: .get, path: "/2.2.1/receiver/cdrs/FR/BLU/C1", due: gone),
      Row(
        name: "cdrs: change one's own after the fact", method: .post, path: "/2.2.1/receiver/cdrs",
        body: HostileStage.cdr().replacing("10.00", with: "99.00"), due: refused,
        says: "known with other content"),
      Row(
        name: "evse of another's location", method: .put, path: "/2.2.1/receiver/locations/FR/BLU/LOC1/E1",
        body: "{}", due: gone),
      Row(
        name: "connector of another's location", method: .patch,
        path: "/2.2.1/receiver/locations/FR/BLU/LOC1/E1/1", body: "{}", due: gone),
      Row(
        name: "headers: from another", method: .get, path: "/2.2.1/sender/locations",
        fields: from("FR", "BLU"), due: refused, says: "no party of this connection"),
      Row(
        name: "headers: from ourselves", method: .get, path: "/2.2.1/sender/locations",
        fields: from("DE", "NVO"), due: refused),
      Row(
        name: "client info of a hub, by who is none", path: "/2.2.1/receiver/hubclientinfo/FR/BLU",
        body: "{}", due: gone),
    ]

  static func from(_ country: String, _ party: String) -> HTTPFields {
    ["OCPI-from-country-code": country, "OCPI-from-party-id": party]
  }

  /// Texts that are no objects, and objects that are none.
  static let texts: [Row] = {
    let place = "/2.2.1/receiver/locations/NL/ACM/LOC1"
    let good = HostileStage.location()
    let deep = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
    let due = [[400, 2000]]
    return [
      Row(name: "no JSON", path: place, body: "<xml/>", due: due),
      Row(name: "nothing", path: place, body: "", due: due),
      Row(name: "half a text", path: place, body: String(good.dropLast(20)), due: due),
      Row(
        name: "65 levels", path: place, body: good.dropLast() + ",\"x\":" + deep(65) + "}", due: due,
        says: "deeper"),
      Row(name: "a hundred thousand levels", path: place, body: deep(100_000), due: due, says: "deeper"),
      Row(
        name: "a million open brackets", path: place, body: String(repeating: "[", count: 1_000_000), due: due
      ),
      Row(name: "a name twice", path: place, body: good.dropLast() + ",\"id\":\"LOC2\"}", due: due),
      Row(
        name: "a name twice, spelled otherwise", path: place, body: good.dropLast() + #","\u0069d":"LOC2"}"#,
        due: due),
      Row(
        name: "a byte order mark", path: place, bytes: [0xEF, 0xBB, 0xBF] + Array(good.utf8),
        due: [[200, 1000]]),
      Row(name: "no UTF-8", path: place, bytes: Array(good.utf8).map { $0 == 0x47 ? 0xFF : $0 }, due: due),
      Row(name: "NaN", path: place, body: good.replacing("32", with: "NaN"), due: due),
      Row(
        name: "a number of a thousand digits", path: place,
        body: good.replacing(
          "\"max_amperage\":32", with: "\"max_amperage\":" + String(repeating: "9", count: 1000)),
        due: refused + due),
      Row(
        name: "a number to the power of a million", path: place,
        body: good.replacing("\"max_amperage\":32", with: "\"max_amperage\":1e1000000"), due: refused + due),
      Row(
        name: "a list of 100,000 EVSEs that are none", path: place,
        body: good.replacing("\"evses\":[", with: "\"evses\":[" + String(repeating: "{},", count: 100_000)),
        due: refused),
      Row(
        name: "50,000 members that nobody knows, and one that is wrong", path: place,
        body: "{" + (0..<50_000).map { "\"m\($0)\":0," }.joined() + "\"id\":7}", due: refused),
      Row(
        name: "a text of four megabytes in a name", path: place,
        body: good.replacing("Garage 1", with: String(repeating: "a", count: 4_000_000)),
        due: refused + [[200, 1000]]),
      Row(name: "a list in place of the object", path: place, body: "[[[]]]", due: refused + due),
      Row(name: "text in place of the object", path: place, body: "\"LOC1\"", due: refused + due),
      Row(
        name: "five megabytes", path: place, bytes: Array(repeating: 0x20, count: 5 << 20),
        due: [[413, 2000]]),
      Row(
        name: "a packed body", path: place,
        bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + Array(repeating: 0, count: 200),
        fields: ["Content-Encoding": "gzip"], due: due),
      Row(
        name: "an address of five thousand characters", method: .get,
        path: place + "?q=" + String(repeating: "a", count: 5000), due: gone + [[200, 1000]]),
      Row(
        name: "an address of nine thousand characters", method: .get,
        path: place + "?q=" + String(repeating: "a", count: 9000), due: [[414, 0]]),
      Row(
        name: "an id with a slash, a zero and dots", method: .get,
        path: "/2.2.1/receiver/locations/NL/ACM/..%2F..%2Fetc%2Fpasswd%00", due: gone + [[400, 0]]),
      Row(
        name: "a page of a billion", method: .get, path: "/2.2.1/sender/locations?limit=1000000000",
        due: [[200, 1000], [200, 2001]]),
      Row(
        name: "an offset that overflows", method: .get,
        path: "/2.2.1/sender/locations?offset=99999999999999999999", due: refused),
      Row(name: "a negative page", method: .get, path: "/2.2.1/sender/locations?limit=-5", due: refused),
    ]
  }()
}
