import BilateralBase
import BilateralCrypto
import BilateralNet
import Testing

@Suite struct TLSEngineTests {
  private let certificates: TestCertificates

  init() throws { certificates = try #require(TestCertificates.shared) }

  /// Two engines that talk in memory, everything cut into pieces.
  private struct Talk {
    let client: TLSEngine
    let server: TLSEngine
    var piece = Int.max
    var clientError: TLSError?
    var serverError: TLSError?

    init(_ client: TLSContext, _ server: TLSContext, name: String = "localhost", piece: Int = .max) throws {
      self.client = try TLSEngine(client, peerName: name)
      self.server = try TLSEngine(server, peerName: nil)
      self.piece = piece
    }

    /// Shakes hands until both are silent.
    mutating func shakeHands() {
      clientError = step(client)
      var isMoving = true
      while isMoving {
        let toServer = client.takeOutput()
        if let error = deliver(toServer, to: server) { serverError = serverError ?? error }
        let toClient = server.takeOutput()
        if let error = deliver(toClient, to: client) { clientError = clientError ?? error }
        isMoving = !toServer.isEmpty || !toClient.isEmpty
      }
    }

    private func deliver(_ bytes: [UInt8], to engine: TLSEngine) -> TLSError? {
      var first: TLSError?
      for start in stride(from: 0, to: bytes.count, by: min(piece, 1 << 20)) {
        Array(bytes[start..<min(bytes.count, start + min(piece, 1 << 20))]).withUnsafeBytes {
          engine.feed($0)
        }
        if let error = step(engine) { first = first ?? error }
      }
      return first
    }

    private func step(_ engine: TLSEngine) -> TLSError? {
      do throws(TLSError) {
        if try engine.advanceHandshake() { _ = try read(engine) }
        return nil
      } catch {
        return error
      }
    }

    func read(_ engine: TLSEngine) throws(TLSError) -> [UInt8] {
      var bytes: [UInt8] = []
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
      defer { buffer.deallocate() }
      while let part = try engine.read(into: buffer) { bytes += part }
      return bytes
    }
  }

  @Test(arguments: [1, 7, Int.max])
  func `two engines shake hands and exchange bytes, however they are cut`(piece: Int) throws {
    var talk = try Talk(certificates.client(), certificates.server(certificates.issue()), piece: piece)
    talk.shakeHands()
    #expect(talk.clientError == nil && talk.serverError == nil)
    #expect(talk.client.peer.version == "TLSv1.3")
    #expect(talk.client.peer.isVerified)
    #expect(talk.client.peer.certificate?.subject == "CN=localhost")
    #expect(talk.server.peer.serverName == "localhost")
    #expect(talk.server.peer.applicationProtocol == "http/1.1")
    #expect(talk.server.peer.certificate == nil && !talk.server.peer.isVerified)
    let text = Array(String(repeating: "energy ", count: 5000).utf8)
    text.withUnsafeBytes { talk.client.write($0) }
    talk.client.shutdown()
    let wire = talk.client.takeOutput()
    wire.withUnsafeBytes { talk.server.feed($0) }
    #expect(try talk.read(talk.server) == text)
    #expect(talk.server.hasReceivedEnd)
  }

  @Test("S-21 our client refuses bad certificates and names the cause", arguments: BadServer.allCases)
  func refusals(bad: BadServer) throws {
    var talk = try Talk(
      certificates.client(pins: bad == .wrongPin ? [SHA256.hash("another key")] : []),
      certificates.server(try bad.identity(certificates)), name: bad.peer)
    talk.shakeHands()
    let error = try #require(talk.clientError)
    #expect(error.kind == bad.kind, "\(error)")
    #expect(error.description.hasPrefix(bad.text), "\(error)")
  }

  @Test func `a pin of the certificate or of its authority is enough`() throws {
    let identity = try certificates.issue()
    let leaf = try Certificate.read(pem: identity.chain)[0].pin
    let authority = try Certificate.read(pem: certificates.maker.authority.certificate)[0].pin
    for pin in [leaf, authority] {
      var talk = try Talk(
        certificates.client(pins: [SHA256.hash("x"), pin]), certificates.server(identity), name: "127.0.0.1")
      talk.shakeHands()
      #expect(talk.clientError == nil)
    }
  }

  @Test(
    "S-22 a client certificate is demanded, checked and shown to the owner", arguments: ClientCase.allCases)
  func mutual(client: ClientCase) throws {
    var talk = try Talk(
      certificates.client(try client.identity(certificates)),
      certificates.server(certificates.issue(), clients: client == .optionalNone ? .optional : .required))
    talk.shakeHands()
    #expect(talk.serverError?.kind == client.serverKind)
    #expect(talk.clientError?.kind == client.clientKind)
    if client == .good {
      #expect(talk.server.peer.isVerified)
      #expect(talk.server.peer.certificate?.subject == "CN=partner")
    }
  }

  enum ClientCase: CaseIterable {
    case good, none, optionalNone, stranger, expired, wrongUsage

    func identity(_ all: TestCertificates) throws -> TLSIdentity? {
      switch self {
      case .none, .optionalNone: nil
      case .good: try all.issue("partner", usages: [.client])
      case .stranger: try all.issue("partner", by: all.stranger)
      case .expired: try all.issue("partner", days: -9 ... -2)
      case .wrongUsage: try all.issue("partner", usages: [.server])
      }
    }

    var serverKind: TLSError.Kind? {
      switch self {
      case .good, .optionalNone: nil
      case .none: .certificateRequired
      case .stranger: .unknownAuthority
      case .expired: .expired
      case .wrongUsage: .wrongUsage
      }
    }

    var clientKind: TLSError.Kind? {
      switch self {
      case .good, .optionalNone: nil
      case .none: .certificateRequired
      default: .certificateRefused
      }
    }
  }

  @Test("S-20 what a peer sends instead of TLS is named")
  func noTLS() throws {
    let client = try TLSEngine(certificates.client(), peerName: "localhost")
    _ = try client.advanceHandshake()
    Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8).withUnsafeBytes { client.feed($0) }
    let error = #expect(throws: TLSError.self) { try client.advanceHandshake() }
    #expect(error?.description == "peer does not speak TLS: it sent \"HTTP/1.1 400 Bad\"")
    let server = try TLSEngine(certificates.server(certificates.issue()), peerName: nil)
    Array("GET / HTTP/1.1\r\n\r\n".utf8).withUnsafeBytes { server.feed($0) }
    let other = #expect(throws: TLSError.self) { try server.advanceHandshake() }
    #expect(other?.description.hasPrefix("peer does not speak TLS: it sent \"GET / HTTP/1.1\"") == true)
  }

  @Test(
    "S-20 a server that answers with an old version is refused with that version",
    arguments: [("TLS 1.1", 2), ("TLS 1.0", 1)] as [(String, UInt8)])
  func oldServer(name: String, minor: UInt8) throws {
    let client = try TLSEngine(certificates.client(), peerName: "localhost")
    _ = try client.advanceHandshake()
    let hello: [UInt8] = [3, minor] + [UInt8](repeating: 7, count: 32) + [0, 0xc0, 0x13, 0]
    let record: [UInt8] = [22, 3, minor, 0, 42, 2, 0, 0, 38] + hello
    record.withUnsafeBytes { client.feed($0) }
    let error = #expect(throws: TLSError.self) { try client.advanceHandshake() }
    #expect(error == TLSError(.version, "peer speaks only \(name), we demand TLS 1.2 or higher"))
  }

  @Test func `a key that does not fit, an encrypted key and no key are refused when the context is made`()
    throws
  {
    let (one, two) = (try certificates.issue(), try certificates.issue())
    let mixed = TLSIdentity(
      chain: one.chain,
      key: try certificates.maker.issue(
        .init(name: "x", notBefore: .epoch, notAfter: .epoch)
      ).key)
    for identity in [mixed, TLSIdentity(chain: two.chain, key: []), TLSIdentity(chain: [], key: [])] {
      let error = #expect(throws: TLSError.self) { try certificates.server(identity) }
      #expect(error?.kind == .configuration)
    }
    #expect(throws: TLSError.self) { try TLSContext(TLSConfiguration(), role: .server) }
  }

  @Test("S-03 a description of an identity shows no key")
  func noKeyShown() throws {
    let identity = try certificates.issue()
    #expect(!"\(identity)".contains("45, 45, 45, 45, 45, 66, 69, 71, 73, 78, 32, 80"))
    #expect("\(identity.key)" == "***")
  }
}
