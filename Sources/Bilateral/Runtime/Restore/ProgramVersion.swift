package import BilateralBase
import BilateralNet
import BilateralStore
import Glibc

/// Which program this is.
package enum ProgramVersion {
  /// As `partnerctl --version` prints it.
  package static let text = "0.1.0"

  /// What a runtime says of itself: version, newest schema, process.
  package static var json: JSON {
    [
      "version": .string(text), "schema": .number(String(Migrations.all.count)),
      "process": .number(String(getpid())),
    ]
  }
}

extension Platform {
  /// `GET /runtime`: which program runs.
  func addRuntimeRoute(to router: inout Router) {
    router.on(.get, "/runtime") { _ in .json(ProgramVersion.json) }
  }
}
