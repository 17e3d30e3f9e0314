/// Which object of a module: its owner, its id, and a part of the id for objects that need one.
///
/// OCPI compares all of these without regard to case (CiString). The columns are `COLLATE NOCASE`, which folds
/// exactly the ASCII letters; the spelling that came in stays as it came.
package struct ObjectKey: Hashable, Sendable, CustomStringConvertible {
  /// ISO 3166 alpha-2, such as `NL`; empty where the version has none.
  package var country: String
  /// The party's three characters, such as `ACM`; empty where the version has none.
  package var party: String
  package var id: String
  /// A further part of the key, such as a token's type or the uid of an EVSE; empty when there is none.
  package var sub: String

  package init(country: String, party: String, id: String, sub: String = "") {
    self.country = country
    self.party = party
    self.id = id
    self.sub = sub
  }

  package var description: String {
    "\(country)-\(party)/\(id)" + (sub.isEmpty ? "" : "/\(sub)")
  }

  /// Reads the four columns `country, party, object, sub`.
  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    country = try row.next()
    party = try row.next()
    id = try row.next()
    sub = try row.next()
  }
}
