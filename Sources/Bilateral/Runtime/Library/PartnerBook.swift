import BilateralBase
import BilateralTerms

/// The partner files of a fleet folder, read and checked: what `partnerctl validate` and `partnerctl show` begin with.
///
/// ```swift
/// let book = try PartnerBook(folder: "fleet")
/// for finding in book.findings { print(finding) }
/// for partner in book.partners { print(partner.id, partner.roles) }
/// ```
public struct PartnerBook: Sendable {
  /// A partner, as its file describes it.
  public struct Partner: Hashable, Sendable {
    /// The id: the name of its file.
    public let id: String
    /// The name that people know it by.
    public let name: String
    /// `draft`, `test`, `live`, `suspended` or `ended`.
    public let status: String
    /// Its roles: `NL-ACM:EMSP`.
    public let roles: [String]
    /// The path of the file within the fleet folder.
    public let file: String
  }

  /// Something in a file that is wrong or worth a word.
  public struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// How much it weighs: an error keeps the partner from being used.
    public enum Severity: String, Hashable, Sendable { case error, warning, note }

    /// How much it weighs.
    public let severity: Severity
    /// The stable code, such as `BT103`; `partnerctl explain BT103` tells more.
    public let code: String
    /// What is wrong, one sentence without a full stop.
    public let message: String
    /// How to mend it; nil when the message says all.
    public let help: String?
    /// The file; nil when it lies in none.
    public let file: String?
    /// The line, counted from 1.
    public let line: Int?
    /// The column, counted from 1.
    public let column: Int?
    /// The path of the field, such as `pricing.sell.rule[0].set.energy`.
    public let path: String?
    /// `partners/acme.toml:96:12 BT103 error: price has no unit`.
    public let description: String
  }

  let fleet: LoadedFleet

  /// Reads a folder.
  ///
  /// - Parameter folder: the one with `partnerctl.toml`.
  /// - Throws: ``BilateralError`` when our own side cannot be read; a broken partner file is a finding.
  public init(folder: String) throws(BilateralError) {
    do throws(LoadedFleet.Unusable) { fleet = try LoadedFleet.read(folder) } catch {
      throw BilateralError(error)
    }
  }

  /// The partners whose files can be used, by id.
  public var partners: [Partner] {
    fleet.partners.values.sorted { $0.id < $1.id }.map(Partner.init)
  }

  /// What is wrong or worth a word, in the order of the files.
  public var findings: [Finding] { fleet.findings.inReadingOrder().map(Finding.init) }

  /// Whether a check of the folder passes: no finding is an error.
  public var isValid: Bool { !fleet.findings.hasErrors }

  func file(_ id: String) throws(BilateralError) -> PartnerFile {
    guard let file = fleet.partners[id] else {
      throw BilateralError(
        "there is no partner \(id) whose file can be used", help: "partnerctl validate \(id)", exit: 66)
    }
    return file
  }
}

extension PartnerBook.Partner {
  fileprivate init(_ file: PartnerFile) {
    id = file.id
    name = file.name
    status = file.status.rawValue
    roles = file.theirRoles.map { "\($0)" }
    self.file = file.file
  }
}

extension PartnerBook.Finding {
  fileprivate init(_ finding: Diagnostic) {
    severity =
      switch finding.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    (code, message, help, path) = (finding.code, finding.message, finding.help, finding.path)
    (file, line, column) = (finding.place?.file, finding.place?.line, finding.place?.column)
    description = finding.description
  }
}
