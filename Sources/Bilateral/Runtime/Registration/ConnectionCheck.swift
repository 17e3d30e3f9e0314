import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Walks a connection from name to clock without changing anything, each step with the likely cause of its failure
/// and the line of the partner file to look at.
package struct ConnectionCheck: Sendable {
  let commons: Commons
  let maker: LinkMaker
  let served: Set<ModuleID>

  /// Makes the verb; `served` are the modules our platform takes part in.
  package init(commons: Commons, maker: LinkMaker, served: Set<ModuleID>) {
    self.commons = commons
    self.maker = maker
    self.served = served
  }

  /// Checks a partner by its file as it stands on disk.
  ///
  /// - Parameters:
  ///   - id: the partner.
  ///   - learns: also asks what only shows when asked for, such as whether lists know `date_from`.
  ///   - steps: hears of each step.
  /// - Returns: success in words.
  /// - Throws: the first thing that failed, as `ControlFailure`; the steps after it are left out.
  package func check(
    _ id: String, learns: Bool = false, telling steps: StepStream
  ) async throws -> ControlReply {
    let file = try PartnerFolder(commons).read(id).file
    try file.demandConnection()
    commons.dialects[id].state(file.statedDialect)
    let row = try await commons.store.read { tx in try tx.partners.partner(id) }
    guard let address = file.connection.versionsURL ?? row?.versionsURL, let url = try? HTTPURL(address)
    else {
      throw ControlFailure(
        "BR221", "\(file.file) names no connection.versions_url",
        help: "nothing can be called before the partner has registered with us", exit: 65,
        place: file.place(near: "connection.versions_url"))
    }
    var walk = StepWalk(steps)
    try await checkTransport(file, url, &walk)
    try await checkOCPI(file, url, learns: learns, &walk)
    if let failure = walk.failure { throw failure }
    return ControlReply("\(url.host) answers as it should", [.init("versions_url", .string(url.description))])
  }

  private func checkTransport(_ file: PartnerFile, _ url: HTTPURL, _ walk: inout StepWalk) async throws {
    let secure = try maker.dialer(for: file)
    var plain = secure
    plain.tls = nil
    let probe = ConnectionProbe(dialer: plain, loop: maker.loop)
    let (host, port) = (url.host.name, url.port)
    await walk.step("name resolves") { () throws(ControlFailure) in
      do throws(ResolveError) {
        let found = try await probe.addresses(of: host, port: port)
        return found.compactMap { $0.ip.map { "\($0)" } }.joined(separator: ", ")
      } catch {
        throw ControlFailure(
          "BR101", "\(host): \(error.reason)", help: "correct the host in connection.versions_url", exit: 3,
          place: file.place(near: "connection.versions_url"))
      }
    }
    let elapsed = commons.surroundings.elapsed
    await walk.step("TCP \(port)") { () throws(ControlFailure) in
      let start = elapsed()
      do throws(TransportError) {
        let peer = try await probe.connect(to: .host(host, port: port))
        return "\(peer.address.map { "\($0), " } ?? "")\((elapsed() - start).inMilliseconds) ms"
      } catch {
        throw Self.failure(error, file)
      }
    }
    await checkTLS(file, url, secure, &walk)
  }

  private static func failure(_ error: TransportError, _ file: PartnerFile) -> ControlFailure {
    let (path, help) =
      switch error {
      case .forbiddenAddress:
        ("security.allow_private", "name its range in [security] allow_private, if it is right")
      case .timedOut:
        (
          "connection.connect_timeout",
          "a firewall? ask the partner to allow our address; or raise connection.connect_timeout"
        )
      default:
        (
          "connection.versions_url",
          "is the port in connection.versions_url right, and does the partner allow our address?"
        )
      }
    return ControlFailure("BR101", error.description, help: help, exit: 3, place: file.place(near: path))
  }
}

/// Steps of which the first failure ends the walk; the rest is told as left out.
struct StepWalk: Sendable {
  private let steps: StepStream
  private(set) var failure: ControlFailure?

  init(_ steps: StepStream) { self.steps = steps }

  /// Does a step unless one before has failed; a `nil` detail means that there was nothing to do.
  mutating func step(
    _ name: String, _ body: () async throws(ControlFailure) -> String?
  ) async {
    guard failure == nil else { return steps.step(name, ok: nil, detail: "skipped") }
    do {
      let detail = try await body()
      steps.step(name, ok: detail == nil ? nil : true, detail: detail ?? "nothing in the file")
    } catch {
      fail(name, error)
    }
  }

  /// Tells of a step that failed.
  mutating func fail(_ name: String, _ problem: ControlFailure) {
    steps.step(name, ok: false, detail: problem.message, help: problem.help, place: problem.place)
    failure = failure ?? problem
  }
}

extension Duration {
  /// Whole milliseconds, for people.
  var inMilliseconds: Int64 { Int64((seconds * 1000).rounded()) }
}
