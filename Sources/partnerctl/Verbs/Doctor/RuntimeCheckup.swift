import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import Glibc

/// The runtime: whether it runs, which version, and whether its ports can be had.
struct RuntimeCheckup {
  /// The fleet.
  let state: FleetState

  /// Looks at it.
  func lines() -> [DoctorLine] {
    let holder = state.database.flatMap { StoreLock.holder(of: $0) }
    let runtime = Self.judge(
      state.runtime, holder: holder, silence: state.silence, version: VersionView.version)
    guard let loaded = state.loaded else { return [runtime] }
    return [
      runtime, port("server.listen", loaded.file.listen, "server.addr"),
      port("backoffice.listen", loaded.file.backOfficeListen, "backoffice.addr"),
    ]
  }

  /// Judges what the runtime says of itself.
  ///
  /// - Parameters:
  ///   - runtime: its answer; nil when there is none.
  ///   - holder: who holds the database.
  ///   - silence: why there is no answer.
  ///   - version: this program's.
  /// - Returns: the line.
  static func judge(_ runtime: JSON?, holder: String?, silence: Failure?, version: String) -> DoctorLine {
    if let runtime {
      let theirs = runtime["version"]?.string ?? "?"
      guard theirs == version else {
        return .warning(
          "runtime", "BR866", "runs version \(theirs), this program is \(version)",
          help: "restart it, so that both are of one version")
      }
      return .good("runtime", "runs, process \(runtime["process"]?.int ?? 0), version \(theirs)")
    }
    if let holder {
      // An older one answers everything but this question.
      let isOlder = silence?.exit == .missing
      return isOlder
        ? .warning("runtime", "BR866", "runs an older version (\(holder))", help: "restart it")
        : .bad(
          "runtime", "BR866", "\(holder) holds the database and does not answer: \(silence?.message ?? "")",
          help: "run this verb as the user of the runtime; else look at its log, then restart it")
    }
    return .warning("runtime", "BR866", "none runs", help: "partnerctl run, or systemctl start bilateral")
  }

  private func port(_ name: String, _ text: String, _ note: String) -> DoctorLine {
    guard let address = SocketAddress(text), let port = address.port else {
      return .bad(name, "BR865", "\(text) is no address", help: "such as 0.0.0.0:8443")
    }
    if state.runtime != nil, let folder = state.folder, let bytes = try? FileSystem.read("\(folder)/\(note)")
    {
      let held = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
      return .good(name, "our runtime listens at \(held)")
    }
    if port == 0 { return .good(name, "the kernel chooses a free port") }
    return Self.judge(name, text, fault: PortProbe.fault(text))
  }

  /// Judges whether a port can be had, by the error number of trying.
  static func judge(_ name: String, _ text: String, fault: Int32?) -> DoctorLine {
    switch fault {
    case nil: .good(name, "\(text) is free")
    case EADDRINUSE?:
      .bad(name, "BR865", "another program holds \(text)", help: "stop it, or choose another port")
    case EACCES?:
      .bad(
        name, "BR865", "we may not listen at \(text)",
        help: "ports below 1024 need AmbientCapabilities=CAP_NET_BIND_SERVICE in the unit")
    case let error?:
      .bad(name, "BR865", "\(text): \(Descriptor.reason(error))", help: "is the address one of this machine?")
    }
  }
}
