package import BilateralBase
import BilateralCrypto

/// A plan as it is saved, shown, and carried out: a versioned text that says what it was made from.
package struct TermsPlan: Sendable {
  /// The name and version of the format.
  package static let schema = "partnerctl.plan/1"

  /// A text that is no plan, or is one no more.
  package struct Unreadable: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// The whole text.
  package let json: JSON
  /// Each partner with what its part was made from.
  package let parts: [(partner: String, basis: PlanBasis)]

  /// A plan of its parts, sealed by a digest of its text.
  package init(_ partners: [PartnerPlan], env: String, at time: Timestamp) {
    var json: JSON = [
      "schema": .string(Self.schema), "env": .string(env), "made_at": .string("\(time)"),
      "changes": .bool(partners.contains(where: \.hasChanges)),
      "partners": .array(partners.map(\.json)),
    ]
    json["digest"] = .string(Self.digest(json))
    self.json = json
    parts = partners.map { ($0.partner, $0.basis) }
  }

  /// Reads a saved plan.
  ///
  /// - Throws: `Unreadable` when it is none, or its text was changed.
  package init(_ json: JSON) throws(Unreadable) {
    guard json["schema"]?.string == Self.schema, let list = json["partners"]?.elements else {
      throw Unreadable(description: "this is no plan of the form \(Self.schema)")
    }
    guard let digest = json["digest"]?.string, digest == Self.digest(json) else {
      throw Unreadable(description: "the plan's text was changed after it was made")
    }
    var parts: [(partner: String, basis: PlanBasis)] = []
    for part in list {
      guard let id = part["partner"]?.string, let basis = PlanBasis(part["basis"]) else {
        throw Unreadable(description: "a part of the plan names no partner or no files")
      }
      parts.append((id, basis))
    }
    self.json = json
    self.parts = parts
  }

  /// The digest that the text carries.
  package var digest: String { json["digest"]?.string ?? "" }

  /// SHA-256 of the canonical text without its own digest, and without the money that past sessions would have cost: that
  /// is told beside the plan and is no part of what is done.
  private static func digest(_ json: JSON) -> String {
    let members = (json.members ?? []).filter { !["digest", "money"].contains($0.name) }
    return Hex.encode(SHA256.hash(JSON.object(members).canonicalBytes))
  }
}
