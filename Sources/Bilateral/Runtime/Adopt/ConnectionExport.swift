package import BilateralBase
package import BilateralStore

/// A running connection as one runtime hands it to another: `bilateral.connection/1` (docs/adopt.md).
///
/// It holds a token of the partner's in clear, so it is a secret.
package struct ConnectionExport: Sendable {
  /// The value of `schema`.
  package static let schema = "bilateral.connection/1"

  /// What the partner has of an object of ours.
  package struct Sent: Sendable, Equatable {
    package var module: String
    package var key: ObjectKey
    package var hash: [UInt8]
    package var detail: String?
    package var shown: String?
    package var lastUpdated: Timestamp
    /// Whether the partner has acknowledged it; else it was there to be read, under this time.
    package var isTold = true
  }

  /// The id under which the partner knows a tariff that our price list and rules make.
  package struct TariffID: Sendable, Equatable {
    package var id: String
    /// The id in our price list.
    package var base: String
    /// The rule of the partner file; nil for the price where no rule applies.
    package var rule: String?
    /// The hash of the tariff that the partner has; nil when that is not known, then it gets it once more.
    package var hash: [UInt8]?
  }

  /// The id of the partner file that the export was made for.
  package var partner: String
  /// The OCPI version in force, such as `2.2.1`.
  package var version: String
  package var versionsURL: String?
  /// What we present to the partner, in clear.
  package var theirToken: SecretText
  /// `raw` or `base64`.
  package var theirTokenForm: String
  /// SHA-256 of what the partner presents to us.
  package var ourTokens: [[UInt8]]
  /// Where the partner serves its modules.
  package var theirEndpoints: [EndpointRow]
  /// Where the partner calls us; empty when the addresses are those that this runtime serves anyway.
  package var ourEndpoints: [EndpointRow]
  package var cursors: [CursorRow] = []
  package var received: [ReceivedObject] = []
  package var sent: [Sent] = []
  package var tariffs: [TariffID] = []
}
