package import BilateralBase

/// Something worth telling about an object, which did not hinder reading it.
package struct WireFinding: Sendable, Hashable {
  /// What was found; the raw value is the stable code that `partnerctl explain` knows.
  package enum Code: String, Sendable, Hashable, CaseIterable {
    case notJSON = "BW101"
    case missing = "BW102"
    case wrongKind = "BW103"
    case unreadable = "BW104"
    case looseType = "BW105"
    case looseTimestamp = "BW106"
    case unknownValue = "BW107"
    case tooLong = "BW108"
    case controlCharacter = "BW109"
    case notASCII = "BW110"
    case badForm = "BW111"
    case empty = "BW112"
    case unknownMember = "BW113"
    case otherVersion = "BW114"
    case formerName = "BW115"
    case contradiction = "BW116"
    case dropped = "BW117"
    case withheld = "BW118"
    case badEnvelope = "BW119"
    case badNumber = "BW120"
  }

  /// How much it weighs.
  package var severity: Diagnostic.Severity
  /// What was found.
  package var code: Code
  /// The field, from the root of the object.
  package var path: JSONPath
  /// One sentence for people.
  package var message: String
  /// The requirement that is touched, such as `TR-70`.
  package var requirement: String?

  /// Makes a finding.
  package init(
    _ severity: Diagnostic.Severity, _ code: Code, path: JSONPath, _ message: String,
    requirement: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.path = path
    self.message = message
    self.requirement = requirement
  }

  /// The finding in the shape of all rooms.
  package var diagnostic: Diagnostic {
    Diagnostic(
      severity, code.rawValue, message, help: requirement.map { "see requirement \($0)" },
      path: path.description)
  }
}
