import Bilateral
import BilateralBase
import BilateralNet

/// Asks an address for its versions, before anything is written: nothing there changes by it.
struct VersionsQuestion: Sendable {
  /// The versions URL.
  let url: String
  /// The token A; nil asks without one.
  let token: SecretText?
  /// Whether connections without TLS are made: in a test fleet (ruling 18).
  let allowsPlain: Bool
  let timeout: Duration

  /// What the address says.
  ///
  /// - Throws: exit 3 when nobody is there, 4 when the token is refused, 5 for what is no list of versions.
  func ask() async throws(Failure) -> LearnedSide {
    guard let address = try? HTTPURL(url) else {
      throw .usage("--from-url \"\(url)\" is no address", help: "such as https://acme.example/ocpi/versions")
    }
    let http = try client()
    defer {
      http.client.close()
      http.group.stop()
    }
    var side = LearnedSide()
    side.versionsURL = url
    for form in token == nil ? [TokenForm.base64] : [.base64, .raw] {
      let answer = try await get(address, form, http.client)
      if [401, 403].contains(answer.status.code), form == .base64, token != nil { continue }
      let offers = try offers(answer)
      side.versions = offers.map(\.version)
      side.takesRawToken = form == .raw
      let known = offers.filter { offer in OCPIServer.versions.contains { "\($0)" == offer.version } }
      if let best = known.max(by: { $0.version < $1.version }), let details = try? HTTPURL(best.url),
        details.origin == address.origin
      {
        side.template = try? Self.template(await get(details, form, http.client))
      }
      return side
    }
    throw refused(401)
  }

  private typealias Offer = (version: String, url: String)

  private func offers(_ answer: HTTPClientResponse) throws(Failure) -> [Offer] {
    guard answer.status.code == 200 else { throw refused(answer.status.code) }
    let json = try? JSON.parse(answer.body)
    // Some answer the bare list, some one object with a list in it (P-24).
    let list = json?["data"]?.elements ?? json?["data"]?["versions"]?.elements ?? json?.elements ?? []
    let offers = list.compactMap { item -> Offer? in
      guard let version = item["version"]?.string, let url = item["url"]?.string else { return nil }
      return (version, url)
    }
    guard !offers.isEmpty else {
      let status = json?["status_code"]?.int.map { "OCPI \($0), " } ?? ""
      throw Failure(
        .protocolBreach, "BR837: \(url) answers, but not with a list of versions (\(status)HTTP 200)",
        help: "the versions URL often ends with /versions")
    }
    return offers
  }

  /// The role that the interfaces of a platform tell: who has locations operates, who has tokens provides.
  ///
  /// 2.1.1 does not say in which role a module is served, so that both sides look alike there.
  private static func template(_ details: HTTPClientResponse) -> String? {
    let endpoints = (try? JSON.parse(details.body))?["data"]?["endpoints"]?.elements ?? []
    func offers(_ module: String) -> Bool {
      endpoints.contains { endpoint in
        endpoint["identifier"]?.string == module && endpoint["role"]?.string != "RECEIVER"
      }
    }
    if offers("hubclientinfo") { return "hub" }
    let (operates, provides) = (offers("locations"), offers("tokens"))
    return operates == provides ? nil : operates ? "cpo" : "emsp"
  }

  private func refused(_ status: Int) -> Failure {
    let isRefusal = [401, 403].contains(status)
    return Failure(
      isRefusal ? .refused : .protocolBreach, "BR837: \(url) answers with HTTP \(status)",
      help: isRefusal
        ? "give the token A that they sent you: partnerctl init ID --from-url URL --token-stdin < FILE"
        : "the versions URL often ends with /versions")
  }

  private func get(_ url: HTTPURL, _ form: TokenForm, _ client: HTTPClient) async throws(Failure)
    -> HTTPClientResponse
  {
    var fields = HTTPFields()
    if let token { fields.set(.authorization, form.header(for: token)) }
    do {
      return try await client.send(
        HTTPClientRequest(.get, url, fields, timeout: timeout, responseLimit: 1 << 20))
    } catch {
      throw Failure(.unreachable, "BR837: \(url) does not answer: \(error)", help: "is the address right?")
    }
  }

  private func client() throws(Failure) -> (group: EventLoopGroup, client: HTTPClient) {
    do {
      let group = try EventLoopGroup(count: 1)
      let tls = TLSContextBox(try TLSContext(TLSConfiguration(), role: .client))
      let policy = allowsPlain ? AddressPolicy.any : AddressPolicy(allowing: [])
      let client = HTTPClient(
        on: group.next(), plain: allowsPlain ? Dialer(policy: policy) : nil,
        secure: Dialer(policy: policy, tls: tls))
      return (group, client)
    } catch {
      throw Failure(.fault, "no connection can be made: \(error)")
    }
  }
}
