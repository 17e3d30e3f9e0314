import BilateralBase
import BilateralTesting

/// What the two platforms of the demonstration own: stations and cards, one JSON object a line.
enum DemoObjects {
  /// So many locations of the CPO.
  static func locations(_ count: Int) -> [UInt8] {
    lines(count, of: "DE-NVO", "Nordic Volt") { $0.location($1) }
  }

  /// So many cards of the eMSP.
  static func tokens(_ count: Int) -> [UInt8] { lines(count, of: "NL-ACM", "ACME Mobility") { $0.token($1) } }

  /// The UID of a card.
  static func uid(_ number: Int) -> String { SampleNetwork.uid(number) }

  /// The contract of a card.
  static func contract(_ number: Int) -> String {
    let network = PartyID("NL-ACM").map { SampleNetwork($0, name: "ACME Mobility") }
    return network?.token(number)["contract_id"]?.string ?? ""
  }

  private static func lines(
    _ count: Int, of party: String, _ name: String, _ object: (SampleNetwork, Int) -> JSON
  ) -> [UInt8] {
    guard let party = PartyID(party) else { return [] }
    let network = SampleNetwork(party, name: name)
    return (0..<count).reduce(into: []) { bytes, number in bytes += object(network, number).bytes + [0x0A] }
  }
}
