package import BilateralBase

/// Where a value comes from.
package enum TermOrigin: String, Hashable, Sendable {
  /// The file itself.
  case file
  /// partners/defaults.toml.
  case sharedDefaults = "defaults.toml"
  /// The field table.
  case builtIn = "built-in default"
}

/// One value with everything known about it.
package struct TermEntry: Sendable {
  /// The checked value.
  package let value: TermValue
  /// The value as written, without quotes.
  package let text: String
  /// Where it is written; nil for a built-in default.
  package let place: SourcePlace?
  /// Where it comes from.
  package let origin: TermOrigin
  /// The field of the table.
  let field: Int
  /// Where the elements of a list are written.
  var items: [SourcePlace] = []
}

/// One line of `show --effective`.
package struct EffectiveValue: Hashable, Sendable {
  /// The path, such as `connection.timeout`.
  package let path: String
  /// The value as written, without quotes; secrets are references already.
  package let text: String
  /// Where it comes from.
  package let origin: TermOrigin
  /// Where it is written; nil for a built-in default.
  package let place: SourcePlace?
}
