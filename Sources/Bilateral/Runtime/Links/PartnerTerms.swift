package import BilateralTerms

/// The terms in force with a partner (ruling 9).
///
/// Technical sections (connection, security, sync, dialect, contacts) come from the file on disk; money and share
/// sections from the snapshot that was applied. Before the first apply both are the file, and nothing is published.
package struct PartnerTerms: Sendable {
  /// The file on disk at the last load.
  package var technical: PartnerFile
  /// The applied snapshot; nil when nothing was ever applied.
  package var applied: PartnerFile? {
    didSet { publishing = applied.map { PublishingTerms($0) } }
  }
  /// What publishing needs of the applied snapshot; nil when nothing was ever applied.
  package private(set) var publishing: PublishingTerms?

  package init(technical: PartnerFile, applied: PartnerFile?) {
    self.technical = technical
    self.applied = applied
    publishing = applied.map { PublishingTerms($0) }
  }

  /// Money and share terms: the applied ones, else those of the file.
  package var money: PartnerFile { applied ?? technical }
}
