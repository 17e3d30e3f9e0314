import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms

/// What keeps a program that embeds Bilateral from going on: what, and how to mend it.
public struct BilateralError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in one sentence.
  public let message: String
  /// How to mend it; nil when the message says all.
  public let help: String?
  /// The exit code that `partnerctl` would end with: 64 to 77, 6 for a fleet that runs already (docs/cli.md).
  public let exit: Int32

  init(_ message: String, help: String? = nil, exit: Int32) {
    (self.message, self.help, self.exit) = (message, help, exit)
  }

  /// The message and the help on one line.
  public var description: String { help.map { "\(message) (\($0))" } ?? message }

  /// The failure of what the rooms below throw.
  package init(_ error: any Error) {
    switch error {
    case let error as BilateralError: self = error
    case let error as ControlFailure: self.init(error.message, help: error.help, exit: Int32(error.exit))
    case let error as LoadedFleet.Unusable:
      self.init("the fleet folder cannot be used: \(error)", help: "partnerctl validate", exit: 65)
    case let error as Platform.Unusable:
      self.init(error.description, help: error.help, exit: error.exit)
    case let error as SecretVault.Missing:
      self.init("\(error.reference) \(error.reason)", help: error.help, exit: 77)
    case let error as StoreError:
      self.init("\(error.code) \(error.message)", help: error.help, exit: Self.exit(error.kind))
    case let error as SocketError:
      self.init(
        "cannot listen: \(error)", help: "another program may hold the port: see partnerctl.toml", exit: 6)
    case let error as TLSError:
      self.init("the certificate or key of [server] cannot be used: \(error)", exit: 65)
    default: self.init("\(error)", exit: 70)
    }
  }

  private static func exit(_ kind: StoreError.Kind) -> Int32 {
    switch kind {
    case .locked, .newerSchema, .olderSchema, .busy: 6
    case .full, .readOnly, .noCopy: 73
    case .missing: 66
    case .foreign, .damaged: 65
    case .closed, .broken: 70
    }
  }
}
