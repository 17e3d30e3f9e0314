/// The status code of an OCPI answer, four digits, beside the status of HTTP.
package struct OCPIStatus: Sendable, Hashable, RawRepresentable {
  /// The four digits.
  package let rawValue: Int

  /// Any code, known or not.
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// What a code says by its thousand (TR-27).
  package enum Category: Sendable, Hashable {
    case success, clientError, serverError, hubError, unknown
  }

  /// The thousand of the code, which is what an unknown code is judged by (TR-27).
  package var category: Category {
    switch rawValue / 1000 {
    case 1: .success
    case 2: .clientError
    case 3: .serverError
    case 4: .hubError
    default: .unknown
    }
  }

  /// Whether the request succeeded, given that HTTP did (TR-18).
  package var isSuccess: Bool { category == .success }

  /// The code as that version knows it: 2004 and 4xxx did not exist in 2.1.1.
  package func expressed(in version: OCPIVersion) -> OCPIStatus {
    guard version == .v2_1_1 else { return self }
    if self == .unknownToken { return .invalidParameters }
    return category == .hubError ? .serverError : self
  }

  package static let success = OCPIStatus(rawValue: 1000)
  package static let clientError = OCPIStatus(rawValue: 2000)
  package static let invalidParameters = OCPIStatus(rawValue: 2001)
  package static let notEnoughInformation = OCPIStatus(rawValue: 2002)
  package static let unknownLocation = OCPIStatus(rawValue: 2003)
  package static let unknownToken = OCPIStatus(rawValue: 2004)
  package static let serverError = OCPIStatus(rawValue: 3000)
  package static let cannotUseClient = OCPIStatus(rawValue: 3001)
  package static let unsupportedVersion = OCPIStatus(rawValue: 3002)
  package static let noMatchingEndpoints = OCPIStatus(rawValue: 3003)
  package static let hubError = OCPIStatus(rawValue: 4000)
  package static let unknownReceiver = OCPIStatus(rawValue: 4001)
  package static let hubTimeout = OCPIStatus(rawValue: 4002)
  package static let receiverNotConnected = OCPIStatus(rawValue: 4003)
}

extension OCPIStatus: CustomStringConvertible {
  /// The four digits.
  package var description: String { String(rawValue) }
}
