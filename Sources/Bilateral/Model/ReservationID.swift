package import BilateralBase

/// The id of a reservation: a whole number in 2.1.1 (CMD-11), a text later (CMD-12).
package struct ReservationID: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The id as a text.
  package var id: CiString

  /// Wraps an id.
  package init(_ id: CiString) { self.id = id }
  /// Wraps an id.
  package init(stringLiteral text: String) { id = CiString(text) }

  /// The id for 2.1.1; nothing when it is not the plain spelling of a whole number of 32 bits.
  package var number: Int? {
    guard let value = Int32(id.text), String(value) == id.text else { return nil }
    return Int(value)
  }

  /// The id as a text.
  package var description: String { id.text }
}
