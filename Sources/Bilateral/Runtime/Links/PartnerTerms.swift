package import BilateralTerms

/// The terms in force with a partner (ruling 9).
///
/// Technical sections (connection, security, sync, dialect, contacts) come from the file on disk; money and share
/// sections from the snapshot that was applied. Before the first apply both are the file, and nothing is published.
package final class PartnerTerms: Sendable {
  /// The file on disk at the last load.
  package let technical: PartnerFile
  /// The applied snapshot; nil when nothing was ever applied.
  package let applied: PartnerFile?
  /// The groups of locations that were applied with it.
  package let groups: LocationGroups
  /// The hashes of the price lists that were applied with it; nil when it names none and they are read from the folder.
  package let lists: [String: String]?
  /// From where and with what certificate the partner may call.
  package let admission: Admission
  /// How messages reach the partner.
  package let route: RouteTerms
  /// What publishing needs of the applied snapshot; nil when nothing was ever applied.
  package let publishing: PublishingTerms?

  /// Terms of a file and a snapshot.
  package init(
    technical: PartnerFile, applied: PartnerFile?, groups: LocationGroups = LocationGroups(),
    lists: [String: String]? = nil, admission: Admission = .open
  ) {
    self.admission = admission
    self.lists = lists
    route = technical.route
    self.technical = technical
    self.applied = applied
    self.groups = groups
    publishing = applied.map { PublishingTerms($0, groups: groups, lists: lists, status: technical.status) }
  }

  /// Money and share terms: the applied ones, else those of the file.
  package var money: PartnerFile { applied ?? technical }
}
