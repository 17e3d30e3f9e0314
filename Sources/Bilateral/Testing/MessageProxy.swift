import BilateralModel
package import BilateralNet
import Foundation
import Synchronization

/// Stands in front of both sides of a pair, ends TLS, and lets their messages pass one by one.
///
/// The messages of versions, details and credentials are numbered from 1, requests and answers alike, whoever sends
/// them; a test says what becomes of the k-th. Everything else passes unnumbered. 401 answers are counted on all paths.
package final class MessageProxy: Sendable {
  /// What becomes of a message.
  package enum Fate: Sendable {
    /// It waits until the test lets it go; then it goes where it was meant to, if that is still there.
    case held
    /// It never arrives: its connection breaks.
    case lost
  }

  private struct State {
    var count = 0
    var fates: [Int: Fate] = [:]
    var names: [String] = []
    var held: CheckedContinuation<Void, Never>?
    var isHeld = false
    var unauthorized = 0
    var passed = 0
    var doors: [String: Door] = [:]
  }

  /// The way to one side: its client and its address at the moment.
  private struct Door: Sendable {
    let client: HTTPClient
    let server: HTTPServer
    var address: SocketAddress?
  }

  private let group: EventLoopGroup
  private let state = Mutex(State())

  /// A proxy without doors.
  package init() throws { group = try EventLoopGroup(count: 1) }

  /// Opens a door for a side, with the certificate of its fleet folder.
  ///
  /// - Returns: the public URL to write into its fleet file.
  package func open(_ side: String, folder: String) throws -> String {
    var front = TLSConfiguration()
    front.identity = try TLSIdentity(
      certificateFile: "\(folder)/tls/cert.pem", keyFile: "\(folder)/secrets/tls/key")
    var back = TLSConfiguration()
    back.authorities = .only(Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/tls/ca.pem"))))
    let secure = Dialer(policy: .any, tls: TLSContextBox(try TLSContext(back, role: .client)))
    var router = Router()
    for method in [HTTPMethod.get, .post, .put, .patch, .delete] {
      router.on(method, "/*path", Router.Options(bodyLimit: 4 << 20)) { [weak self] request in
        guard let self else { throw Broken() }
        return try await self.pass(request, to: side)
      }
    }
    let server = HTTPServer(router, on: group)
    let address = try server.listen(on: .loopback(), tls: TLSContextBox(try TLSContext(front, role: .server)))
    let client = HTTPClient(on: group.next(), plain: nil, secure: secure)
    state.withLock { $0.doors[side] = Door(client: client, server: server) }
    return "https://127.0.0.1:\(address.port ?? 0)/ocpi"
  }

  /// Says where a side listens now.
  package func lead(_ side: String, to address: SocketAddress?) {
    state.withLock { $0.doors[side]?.address = address }
  }

  /// Begins to count anew, with the fates of some messages.
  package func expect(_ fates: [Int: Fate] = [:]) {
    state.withLock { state in
      (state.count, state.fates, state.names) = (0, fates, [])
    }
  }

  /// Whether a message is being held.
  package var isHeld: Bool { state.withLock { $0.isHeld } }

  /// Lets the held message go.
  package func release() {
    let held = state.withLock { state in
      defer { (state.held, state.isHeld) = (nil, false) }
      return state.held
    }
    held?.resume()
  }

  /// The numbered messages so far, such as "1 → cpo GET versions".
  package var messages: [String] { state.withLock { $0.names } }
  /// How many answers were 401.
  package var unauthorized: Int { state.withLock { $0.unauthorized } }
  /// How many answers passed.
  package var passed: Int { state.withLock { $0.passed } }

  /// Ends it; what is held is let go.
  package func stop() async {
    release()
    let doors = state.withLock { Array($0.doors.values) }
    for door in doors {
      door.client.close()
      await door.server.drain()
    }
    group.stop()
  }
}

extension MessageProxy {
  /// Why a connection breaks.
  private struct Broken: Error {}

  /// How the addresses of an exchange end.
  private static let numbered = ["/versions", "/credentials"] + OCPIVersion.allCases.map { "/\($0)" }

  private func pass(_ request: HTTPRequest, to side: String) async throws -> HTTPResponse {
    let path = request.target.path
    let isNumbered = Self.numbered.contains { path.hasSuffix($0) }
    let name = "\(side) \(request.method.name) \(path.split(separator: "/").last ?? "")"
    if isNumbered, await isLost("→ " + name) { return Self.cut }
    let (client, address) = state.withLock { ($0.doors[side]?.client, $0.doors[side]?.address) }
    guard let client, let address,
      let answer = try? await client.send(try Self.forwarded(request, to: address))
    else { return Self.cut }
    state.withLock { state in
      state.passed += 1
      if answer.status == .unauthorized { state.unauthorized += 1 }
    }
    if isNumbered, await isLost("← " + name) { return Self.cut }
    return HTTPResponse(answer.status, Self.end(answer.fields), body: answer.body)
  }

  /// Numbers a message, holds it if that is its fate; whether it is lost.
  private func isLost(_ name: String) async -> Bool {
    let fate = state.withLock { state in
      state.count += 1
      state.names.append("\(state.count) \(name)")
      return state.fates[state.count]
    }
    switch fate {
    case nil: return false
    case .lost: return true
    case .held:
      await withCheckedContinuation { waiter in
        state.withLock { ($0.held, $0.isHeld) = (waiter, true) }
      }
      return false
    }
  }

  /// An answer that never comes: the connection breaks in its place.
  private static var cut: HTTPResponse { HTTPResponse(.ok, HTTPFields()) { _ in throw Broken() } }

  private static func forwarded(
    _ request: HTTPRequest, to address: SocketAddress
  ) throws -> HTTPClientRequest {
    let url = try HTTPURL("https://127.0.0.1:\(address.port ?? 0)\(request.target.description)")
    var message = HTTPClientRequest(
      request.method, url, end(request.fields),
      body: request.body.bytes.isEmpty ? nil : request.body.bytes, timeout: .seconds(60))
    message.isRepeatable = false
    return message
  }

  /// The fields that go from end to end.
  private static func end(_ fields: HTTPFields) -> HTTPFields {
    let hop = ["host", "connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"]
    var kept = HTTPFields()
    for field in fields where !hop.contains(field.name.description.lowercased()) {
      kept.add(field.name, field.value)
    }
    return kept
  }
}
