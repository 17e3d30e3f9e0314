package import BilateralStore

/// Which refused objects a batch is about: those of a partner, a module, a reason, a place.
///
/// A path may hold `*` for any name or number: `evses[*].connectors[*].max_voltage`.
package struct QuarantineRule: Sendable, Equatable {
  package var partner: String?
  package var module: String?
  package var code: String?
  package var path: String?

  /// A rule; what is nil does not matter.
  package init(partner: String? = nil, module: String? = nil, code: String? = nil, path: String? = nil) {
    self.partner = partner
    self.module = module
    self.code = code
    self.path = path
  }

  /// Whether an entry is meant: one of its reasons fits code and path both.
  ///
  /// - Parameter row: the entry, with its reasons.
  /// - Returns: whether it is meant.
  package func matches(_ row: QuarantineRow) -> Bool {
    guard partner.map({ $0 == row.partner }) ?? true, module.map({ $0 == row.module }) ?? true else {
      return false
    }
    guard code != nil || path != nil else { return true }
    return row.findings.contains { finding in
      (code.map { $0 == finding.code } ?? true) && (path.map { Self.fits(finding.path, $0) } ?? true)
    }
  }

  /// Whether a path fits a pattern; a star never reaches over a dot or a bracket.
  ///
  /// - Parameters:
  ///   - path: of a reason.
  ///   - pattern: with stars.
  /// - Returns: whether it fits.
  package static func fits(_ path: String, _ pattern: String) -> Bool {
    let (path, pattern) = (parts(path), parts(pattern))
    return path.count == pattern.count && zip(path, pattern).allSatisfy { $1 == "*" || $0 == $1 }
  }

  private static func parts(_ path: String) -> [Substring] {
    path.split(omittingEmptySubsequences: true) { ".[]".contains($0) }
  }
}
