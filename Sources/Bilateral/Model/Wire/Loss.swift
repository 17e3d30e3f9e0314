package import BilateralBase

/// What an object lost or gained on its way into another version.
package struct Loss: Sendable, Hashable {
  /// What happened to the value.
  package enum Kind: String, Sendable, Hashable {
    /// The version demands a value that we do not have; a default was written.
    case `default`
    /// The version has no place for the value.
    case dropped
    /// The version can say it only roughly.
    case approximated
    /// An element cannot be said, so it is not sent.
    case withheld
  }

  /// The field in the version that was written.
  package var path: JSONPath
  /// What happened.
  package var kind: Kind
  /// Why, for people.
  package var reason: String
}
