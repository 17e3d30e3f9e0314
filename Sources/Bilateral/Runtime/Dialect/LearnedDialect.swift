package import BilateralBase
package import BilateralStore
import BilateralTerms

/// A sighting with what is made of it, as `status` and `check --learn` tell it.
package struct LearnedDialect: Sendable, Equatable {
  /// What becomes of a sighting.
  package enum Standing: String, Sendable {
    /// Coped with by itself.
    case applied
    /// Waits for the file to say so.
    case proposed
    /// The file says the same.
    case stated
    /// The file says otherwise, and is obeyed.
    case contradicted
  }

  package let sighting: Sighting
  package let standing: Standing
  /// What the file says, when it says something.
  package let stated: String?
  /// Where it says so.
  package let place: SourcePlace?

  /// One line such as `trailing_slash = true, since 2026-11-21T01:02:03Z, seen 14×`.
  package var text: String {
    let head = "\(sighting.key) = \(sighting.value), since \(sighting.since), seen \(sighting.count)×"
    return switch standing {
    case .applied: head
    case .proposed: head + ", not applied: the file has to say so"
    case .stated: head + ", as the file says"
    case .contradicted:
      head + ", but \(place.map { "\($0.file):\($0.line)" } ?? "the file") says \(stated ?? "")"
    }
  }

  /// As the control channel and the back office answer it.
  package var json: JSON {
    [
      "name": .string(sighting.key), "value": .string(sighting.value), "count": JSON(sighting.count),
      "since": .string("\(sighting.since)"), "last": .string("\(sighting.last)"),
      "example": .string(sighting.example), "standing": .string(standing.rawValue),
      "stated": stated.map { .string($0) } ?? .null, "text": .string(text),
      "place": place.map { .string("\($0.file):\($0.line)") } ?? .null,
    ]
  }
}
