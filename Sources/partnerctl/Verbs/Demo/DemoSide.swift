import BilateralBase
import BilateralNet
import Glibc

/// One of the two platforms: its folder, and once it runs its process and the ways to talk to it.
struct DemoSide: Sendable {
  /// A platform that runs.
  struct Running: Sendable {
    /// The process.
    let process: ChildProcess
    /// The control channel, as `partnerctl` uses it.
    let control: ControlClient
    /// The back office, as the owner's platform uses it.
    let office: OfficeClient
    /// Where the status page is.
    let page: String
    /// The versions URL that partners are told.
    let versionsURL: String
  }

  /// Its word in output: `cpo` or `emsp`.
  let name: String
  /// Its id at the other side's, and the other side's id here.
  let partner: String
  /// Its folder.
  let fleet: DemoFleet

  /// Checks its files by a process of their own.
  func validate() throws(Failure) -> String {
    let result = try ChildProcess(ChildProcess.ownPath, ["validate", "--json", "-C", fleet.folder.path])
      .finish()
    let report = (try? JSON.parse(result.output)) ?? .null
    guard result.status == 0 else {
      let finding = report["findings"]?.elements?.first
      throw Failure(.findings, finding?["message"]?.string ?? "validate ended with \(result.status)")
    }
    return "\(report["files"]?.int ?? 0) files"
  }

  /// Starts its process and waits until it listens.
  func start(on stage: DemoStage) throws(Failure) -> Running {
    let log = fleet.folder.path("run.log")
    let words = ["run", "--json", "--log", "json", "-C", fleet.folder.path]
    let process = try stage.start(words, talk: log)
    guard let line = process.line(within: 30), let told = try? JSON.parse(line),
      let office = told["backoffice"]?.string.flatMap({ SocketAddress($0)?.port }),
      let socket = told["control"]?.string, let url = told["public_url"]?.string
    else { throw Failure(.fault, "\(name) does not start: \(lastWords(log))") }
    let token = try FileSystem.read(fleet.folder.path("secrets/backoffice/token"))
    return Running(
      process: process, control: ControlClient(socket: socket, patience: 600_000),
      office: OfficeClient(port: office, token: String(decoding: token, as: UTF8.self)),
      page: "http://127.0.0.1:\(office)/", versionsURL: url + "/versions")
  }

  /// Keeps a secret as a person does: by `partnerctl secret set`, value on stdin.
  func keepSecret(_ name: String, _ value: String) throws(Failure) {
    let words = ["secret", "set", name, "-C", fleet.folder.path]
    let result = try ChildProcess(ChildProcess.ownPath, words, input: Array(value.utf8)).finish()
    guard result.status == 0 else { throw Failure(.fault, "secret set ended with \(result.status)") }
  }

  /// The last line of its log, for a failure.
  private func lastWords(_ log: String) -> String {
    let bytes = (try? FileSystem.read(log)) ?? []
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return (lines.last { $0.hasPrefix("error:") } ?? lines.last).map { String($0) } ?? "no word"
  }
}
