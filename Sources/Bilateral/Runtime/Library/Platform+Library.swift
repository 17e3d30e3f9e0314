import BilateralBase
import BilateralNet
import Glibc

extension Platform {
  /// How much of what happens is told to a program that embeds a platform.
  public enum Telling: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// Lines on standard error, from this severity on.
    case standardError(from: Severity)

    /// How much an event matters.
    public enum Severity: String, Hashable, Sendable { case debug, info, warning, error }
  }

  /// Where a running platform can be reached.
  public struct Addresses: Hashable, Sendable {
    /// What partners reach: host and port.
    public let partners: String
    /// What our own platform reaches over HTTP.
    public let backOffice: String
    /// The base of our OCPI addresses: partners are given this and `/versions`.
    public let publicURL: String
  }

  /// What the back office answers.
  public struct Answer: Hashable, Sendable {
    /// The HTTP status.
    public let status: Int
    /// JSON, for all but a few paths; an error is `{"error":{"code","message","path","help"}}`.
    public let body: [UInt8]
  }

  /// Opens a fleet folder in this process: what `partnerctl run` does.
  ///
  /// It takes the lock of the fleet: one platform a folder, in whatever process.
  ///
  /// - Parameters:
  ///   - folder: the one with `partnerctl.toml`.
  ///   - telling: where events are told.
  /// - Returns: the platform; ``serve(for:ready:)`` sets it to work.
  /// - Throws: ``BilateralError``: exit 6 when the fleet runs already, 65 when a file cannot be used, 77 without a secret.
  public static func open(
    fleet folder: String, telling: Telling = .standardError(from: .warning)
  ) async throws(BilateralError) -> Platform {
    settleMemory()
    do { return try await open(folder, surroundings: .system(log: telling.log)) } catch {
      throw BilateralError(error)
    }
  }

  /// Serves partners and keeps in step with them until the calling task is cancelled, then drains within 15 s.
  ///
  /// - Parameters:
  ///   - host: our own platform, in the same process; nil where it speaks HTTP with the back office.
  ///   - ready: called once everything listens.
  /// - Throws: ``BilateralError`` when it cannot listen.
  public func serve(
    for host: (any PlatformHost)? = nil, ready: @escaping @Sendable (Addresses) -> Void = { _ in }
  ) async throws(BilateralError) {
    let telling = host.map { host in Task { await HostLoop(host, on: self).run() } }
    defer { telling?.cancel() }
    do { try await run { ready(Addresses($0)) } } catch { throw BilateralError(error) }
  }

  /// Asks the back office without a socket: every path of docs/operations.md, with the same bodies and answers.
  ///
  /// What is answered with 2xx is on disk.
  ///
  /// - Parameters:
  ///   - method: `GET`, `PUT`, `POST`, `PATCH` or `DELETE`.
  ///   - target: the path with its query, such as `/own/locations/DE/NVO/LOC1`.
  ///   - version: the OCPI version of objects in the body and the answer.
  ///   - body: JSON; empty for none.
  /// - Returns: the answer.
  /// - Throws: ``BilateralError`` when method or path are not of the form.
  public func call(
    _ method: String, _ target: String, version: String = "2.2.1", body: [UInt8] = []
  ) async throws(BilateralError) -> Answer {
    guard var head = try? HTTPRequestHead(firstLine: Array("\(method) \(target) HTTP/1.1".utf8)) else {
      throw BilateralError("\"\(method) \(target)\" cannot be asked", exit: 64)
    }
    head.fields.set("OCPI-Version", version)
    let request = HTTPRequest(
      head, peer: PeerIdentity(), parameters: HTTPParameters(), body: HTTPRequestBody(body))
    let response = await OfficeRouter(commons: commons, key: .open).answer(request)
    guard case .bytes(let bytes) = response.content else {
      throw BilateralError("\(target) is a stream: let a PlatformHost hear it", exit: 64)
    }
    return Answer(status: response.status.code, body: bytes)
  }
}

extension Platform.Addresses {
  fileprivate init(_ listening: Platform.Listening) {
    partners = "\(listening.partners)"
    backOffice = "\(listening.backOffice)"
    publicURL = "\(listening.publicURL)"
  }
}

extension Platform.Telling {
  fileprivate var log: Log {
    guard case .standardError(let severity) = self else { return Log(threshold: .error) { _ in } }
    return Log(threshold: severity.level) { entry in
      let line = Array((LogFormat.text.line(entry) + "\n").utf8)
      _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
  }
}

extension Platform.Telling.Severity {
  fileprivate var level: LogLevel {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
