import BilateralBase
import BilateralNet
import BilateralTerms

extension Board {
  /// The login.
  func login(_ request: HTTPRequest) -> HTTPResponse {
    loginPage(next: request.query("next"), problem: nil).response()
  }

  /// Takes the token of the back office, which is never kept in the browser: it gets the name of a session.
  func enter(_ request: HTTPRequest) async throws -> HTTPResponse {
    let form = try await Self.form(request)
    guard Self.isOwnPage(request) else {
      return loginPage(next: nil, problem: "That came from another page; log in here.").response(.forbidden)
    }
    switch key.judge(token: form["token"] ?? "", from: request.peer.countedAs) {
    case .admitted:
      var fields: HTTPFields = [.location: Self.place(form["next"]), "Cache-Control": "no-store"]
      fields.add("Set-Cookie", cookie(sessions.begin(generation: key.generation), request, seconds: 43_200))
      return HTTPResponse(HTTPStatus(303) ?? .ok, fields)
    case .unknown:
      return loginPage(next: form["next"], problem: "That is not the token of the back office.")
        .response(.unauthorized)
    case .unset:
      return loginPage(
        next: nil, problem: "No token is configured: set [backoffice] token in partnerctl.toml."
      )
      .response(.unauthorized)
    case .blocked(let seconds):
      return loginPage(next: form["next"], problem: "Too many wrong tokens: wait \(seconds) s.")
        .response(.tooManyRequests)
    }
  }

  /// Ends a session.
  func leave(_ request: HTTPRequest) -> HTTPResponse {
    if let name = Self.cookie(request), Self.isOwnPage(request) { sessions.end(name) }
    var fields: HTTPFields = [.location: "/board/login", "Cache-Control": "no-store"]
    fields.add("Set-Cookie", cookie("", request, seconds: 0))
    return HTTPResponse(HTTPStatus(303) ?? .ok, fields)
  }

  private func loginPage(next: String?, problem: String?) -> BoardPage {
    var page = emptyPage()
    (page.title, page.isLive) = ("Log in", false)
    page.content.leaf("h1", "Log in")
    page.content.leaf(
      "p", "With the token of the back office: what [backoffice] token names.", ["class": "sub"])
    if let problem {
      page.content.element("div", ["class": "note bad", "role": "alert"]) { $0.leaf("p", problem) }
    }
    page.content.element("form", ["class": "ask", "method": "post", "action": "/board/login"]) { html in
      if let next { html.raw("<input type=\"hidden\" name=\"next\" value=\"\(MarkupText.escaped(next))\">") }
      html.raw(
        "<label>Token <input type=\"password\" name=\"token\" required autofocus autocomplete=\"current-password\"></label>"
      )
      html.leaf("button", "Log in", ["type": "submit"])
    }
    return page
  }

  /// The fields of a form; a larger one than any of ours is taken for an empty one.
  private static func form(_ request: HTTPRequest) async throws -> [String: String] {
    var bytes: [UInt8] = []
    for try await part in request.body {
      bytes += part
      guard bytes.count <= 8192 else { return [:] }
    }
    var form: [String: String] = [:]
    for item in String(decoding: bytes, as: UTF8.self).split(separator: "&") {
      let parts = item.replacing("+", with: " ").split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let name = HTTPURL.decoded(parts[0]), let value = HTTPURL.decoded(parts[1])
      else {
        continue
      }
      form[name] = value
    }
    return form
  }

  /// Whether a form was sent by a page of ours: browsers say where from.
  private static func isOwnPage(_ request: HTTPRequest) -> Bool {
    guard let site = request.fields["Sec-Fetch-Site"] else { return true }
    return site == "same-origin" || site == "none"
  }

  /// A page of ours to go on to; anything that leads elsewhere is the first page.
  private static func place(_ next: String?) -> String {
    guard let next, next.hasPrefix("/"), !next.hasPrefix("//"), !next.contains("\\"),
      next.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return "/" }
    return next
  }

  private func cookie(_ name: String, _ request: HTTPRequest, seconds: Int) -> String {
    let secure = request.peer.tls == nil ? "" : "; Secure"
    return "\(Self.cookieName)=\(name); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict\(secure)"
  }
}
