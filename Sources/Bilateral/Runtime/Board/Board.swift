import BilateralBase
import BilateralNet
import BilateralTerms

/// The pages for people at the back office's `/`: all partners, one partner, alarms, and why something happened.
///
/// They are made here, whole, from the same answers that `partnerctl` shows; a script only follows what changes. The
/// first page is open on this machine, as the figures are; everything else wants a login by the token of the back office,
/// because it names drivers and contacts. Pages only read.
struct Board: Sendable {
  let commons: Commons
  let exchanges: ExchangeLog?
  let key: OfficeKey
  let sessions: BoardSessions
  let months = BoardMonths()

  init(_ commons: Commons, exchanges: ExchangeLog?, key: OfficeKey) {
    self.commons = commons
    self.exchanges = exchanges
    self.key = key
    let surroundings = commons.surroundings
    sessions = BoardSessions(random: surroundings.random, elapsed: surroundings.elapsed)
  }

  /// Adds the pages, which come before the routes for programs.
  func add(to router: inout Router) {
    router.on(.get, "/") { try await page($0, isOpen: true) { try await fleet($0, &$1) } }
    router.on(.get, "/board/partners/:id") { try await page($0) { try await partner($0, &$1) } }
    router.on(.get, "/board/alarms") { try await page($0) { try await alarms($0, &$1) } }
    router.on(.get, "/board/why") { try await page($0) { try await why($0, &$1) } }
    router.on(.get, "/board/login") { login($0) }
    router.on(.post, "/board/login") { try await enter($0) }
    router.on(.post, "/board/logout") { leave($0) }
    router.on(.get, "/board/live") { live($0) }
    let files = [
      ("board.css", "text/css; charset=utf-8", BoardFiles.style),
      ("board.js", "text/javascript; charset=utf-8", BoardFiles.script),
      ("icon.svg", "image/svg+xml", BoardFiles.icon),
    ]
    for (name, type, text) in files {
      router.on(.get, "/board/\(name)") { _ in
        HTTPResponse(.ok, BoardPage.fields(type, keeps: true), body: Array(text.utf8))
      }
    }
  }

  /// Makes a page for whoever may see it, and sends everybody else to the login.
  private func page(
    _ request: HTTPRequest, isOpen: Bool = false,
    _ make: (HTTPRequest, inout BoardPage) async throws -> Void
  ) async throws -> HTTPResponse {
    let viewer = viewer(of: request)
    guard viewer == .known || (isOpen && viewer == .local) else { return Self.toLogin(request) }
    var page = emptyPage()
    page.isLoggedIn = viewer == .known
    do {
      try await make(request, &page)
      return page.response()
    } catch let error as ControlFailure {
      page.title = "Not found"
      page.content.leaf("h1", "Nothing to show")
      page.content.leaf("p", "\(error.code): \(error.message)")
      if let help = error.help { page.content.leaf("p", help, ["class": "sub"]) }
      return page.response(error.exit == 66 ? .notFound : .unprocessable)
    }
  }

  func emptyPage() -> BoardPage {
    let file = commons.fleet().file
    return BoardPage(title: file.name, fleet: file.name, environment: file.environment.rawValue)
  }

  // MARK: - who looks

  /// Who looks at a page.
  enum Viewer: Equatable {
    /// Somebody who presented the token, now or at the login.
    case known
    /// A browser on this machine, under a name of this machine.
    case local
    case stranger
  }

  func viewer(of request: HTTPRequest) -> Viewer {
    if let name = Self.cookie(request), sessions.isOpen(name, generation: key.generation) { return .known }
    if request.fields[.authorization] != nil, key.judge(request) == .admitted { return .known }
    return Self.isLocal(request) ? .local : .stranger
  }

  /// Asked from this machine and by a name of it: another name that leads here is a trick of somebody's page.
  private static func isLocal(_ request: HTTPRequest) -> Bool {
    guard let address = request.peer.address?.ip else { return true }
    guard address.scope == .loopback, let host = request.fields[.host] else { return false }
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
    return ["127.0.0.1", "localhost", "[::1]"].contains(name.lowercased())
  }

  static let cookieName = "bilateral"

  static func cookie(_ request: HTTPRequest) -> String? {
    let pairs = request.fields.all("Cookie").flatMap { $0.split(separator: ";") }
    for pair in pairs {
      let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0] == cookieName { return String(parts[1]) }
    }
    return nil
  }

  private static func toLogin(_ request: HTTPRequest) -> HTTPResponse {
    let target = HTTPURL.encoded(request.target.description)
    return HTTPResponse(
      HTTPStatus(seeOther: ()), [.location: "/board/login?next=\(target)", "Cache-Control": "no-store"])
  }
}

extension HTTPStatus {
  /// 303: look there with GET.
  fileprivate init(seeOther: Void) { self = HTTPStatus(303) ?? .ok }
}
