import BilateralBase

/// What a field may hold.
package indirect enum FieldKind: Sendable {
  /// A text of at most that many characters.
  case text(Int = 200)
  /// Lower-case letters, digits and hyphens, 2 to 40 of them.
  case slug
  case choice([String])
  case flag
  case integer(ClosedRange<Int>)
  case date
  /// An RFC 3339 date with time, kept as text.
  case dateTime
  case money, energyPrice, timePrice, sessionPrice
  case percent(Int)
  /// A duration from and to that many seconds; calendar units are not bounded.
  case duration(ClosedRange<Int> = 0...Int.max)
  case energy, power, rate, window
  case role, party
  case secret
  case url
  case listen
  /// SHA-256 in hexadecimal.
  case digest
  case range, pin, zone, email, phone, country, currency
  /// `highest-common`, `pin X` or `at-least X`.
  case versionPolicy
  case list(FieldKind)
  /// One of several forms; the first that fits.
  case either(FieldKind, FieldKind)
  /// Anything: read, kept and shown as written.
  case free

  /// What the kind is called in findings and in the field reference.
  package var name: String {
    switch self {
    case .text: "text"
    case .slug: "id"
    case .choice(let words): words.joined(separator: " | ")
    case .flag: "true | false"
    case .integer(let range): "whole number \(range.lowerBound)–\(range.upperBound)"
    case .date: "date"
    case .dateTime: "date and time"
    case .money: "amount"
    case .energyPrice: "price per kWh"
    case .timePrice: "price per time"
    case .sessionPrice: "price per session"
    case .percent: "percentage"
    case .duration: "duration"
    case .energy: "energy"
    case .power: "power"
    case .rate: "rate"
    case .window: "time window"
    case .role: "party and role"
    case .party: "party"
    case .secret: "secret reference"
    case .url: "URL"
    case .listen: "address"
    case .range: "CIDR range"
    case .digest: "SHA-256"
    case .pin: "pin"
    case .zone: "time zone"
    case .email: "e-mail"
    case .phone: "phone number"
    case .country: "country"
    case .currency: "currency"
    case .versionPolicy: "highest-common | pin X | at-least X"
    case .list(let kind): "list of \(kind.name)"
    case .either(let a, let b): "\(a.name) or \(b.name)"
    case .free: "any"
    }
  }
}
