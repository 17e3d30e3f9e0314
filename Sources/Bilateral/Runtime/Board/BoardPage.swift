import BilateralBase
import BilateralNet
import BilateralTerms

/// One page for a browser: the frame that all have, around what one is about.
///
/// Style and script are files of our own beside it, so that nothing inline has to be allowed and nothing comes from
/// outside.
struct BoardPage {
  /// What the page is called.
  var title: String
  /// Our name.
  let fleet: String
  /// `test` or `prod`.
  let environment: String
  /// Whether somebody has logged in.
  var isLoggedIn = false
  /// Which entry of the navigation this is.
  var place: Place?
  /// Whether the page shows what changes, and follows it.
  var isLive = true
  /// What the page is about.
  var content = MarkupText("")

  /// An entry of the navigation.
  enum Place: String, CaseIterable {
    case partners, alarms, why

    var title: String {
      switch self {
      case .partners: "Partners"
      case .alarms: "Alarms"
      case .why: "Why?"
      }
    }

    var path: String { self == .partners ? "/" : "/board/\(rawValue)" }
  }

  /// The whole page.
  var text: String {
    var html = MarkupText("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">")
    html.leaf("title", "\(title) · \(fleet)")
    html.raw("<link rel=\"stylesheet\" href=\"/board/board.css\">")
    html.raw("<link rel=\"icon\" href=\"/board/icon.svg\">")
    if isLive {
      html.raw("<noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript>")
      html.raw("<script src=\"/board/board.js\" defer></script>")
    }
    html.raw("<a class=\"skip\" href=\"#main\">Skip to content</a>")
    html.element("header") { html in
      html.element("p", ["class": "brand"]) { html in
        html.leaf("b", fleet)
        html.leaf("span", environment, ["class": environment == "prod" ? "badge prod" : "badge"])
      }
      navigation(&html)
    }
    html.raw("<main id=\"main\"\(isLive ? " data-live" : "")>\n" + content.text + "</main>")
    html.element("footer") { html in
      html.leaf("p", "Times are UTC. The same on the command line: partnerctl status, why, report.")
      if isLive { html.leaf("p", "Not live: reload to see changes.", ["id": "live", "role": "status"]) }
    }
    return html.text + "</html>\n"
  }

  private func navigation(_ html: inout MarkupText) {
    html.element("nav", ["aria-label": "Pages"]) { html in
      for entry in Place.allCases {
        if entry == place {
          html.leaf("a", entry.title, ["href": entry.path, "aria-current": "page"])
        } else {
          html.leaf("a", entry.title, ["href": entry.path])
        }
      }
      guard isLoggedIn else { return html.leaf("a", "Log in", ["href": "/board/login"]) }
      html.raw(
        "<form method=\"post\" action=\"/board/logout\"><button type=\"submit\">Log out</button></form>")
    }
  }

  /// The answer with this page.
  func response(_ status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(status, Self.fields("text/html; charset=utf-8"), body: Array(text.utf8))
  }

  /// Nothing from outside, no frame, nothing kept.
  static func fields(_ type: String, keeps: Bool = false) -> HTTPFields {
    [
      .contentType: type, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
      "Cache-Control": keeps ? "public, max-age=3600" : "no-store", "X-Frame-Options": "DENY",
      "Content-Security-Policy":
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ]
  }
}

extension MarkupText {
  /// A table that a phone shows as one card a row: each cell carries the name of its column.
  mutating func table(
    _ columns: [String], caption: String, _ rows: [[BoardCell]]
  ) {
    element("div", ["class": "wide"]) { html in
      html.element("table") { html in
        html.leaf("caption", caption)
        let heads = columns.enumerated().map { place, name in
          let isNumber = rows.first.map { $0.indices.contains(place) && $0[place].isNumber } ?? false
          return "<th scope=\"col\"\(isNumber ? " class=\"n\"" : "")>\(Self.escaped(name))</th>"
        }
        html.raw("<thead><tr>" + heads.joined() + "</tr></thead>")
        html.raw("<tbody>")
        for row in rows {
          let cells = zip(columns, row).enumerated().map { place, pair in
            pair.1.markup(column: pair.0, isHead: place == 0)
          }
          html.raw("<tr>" + cells.joined() + "</tr>")
        }
        html.raw("</tbody>")
      }
    }
  }

  /// Names and what belongs to them.
  mutating func facts(_ facts: [(String, String?)]) {
    let known = facts.compactMap { fact in fact.1.map { (fact.0, $0) } }.filter { !$0.1.isEmpty }
    guard !known.isEmpty else { return }
    element("dl") { html in
      for (name, value) in known {
        html.leaf("dt", name)
        html.leaf("dd", value)
      }
    }
  }
}

/// One cell of a table.
struct BoardCell {
  /// What it says.
  var text: String
  /// Where it leads; nil for nowhere.
  var link: String?
  /// How good it is: `good`, `watch`, `bad`; nil where that is no question.
  var grade: String?
  /// Whether it is a number, which stands to the right.
  var isNumber = false

  /// A cell.
  init(_ text: String?, link: String? = nil, grade: String? = nil, isNumber: Bool = false) {
    self.text = text.flatMap { $0.isEmpty ? nil : $0 } ?? "–"
    (self.link, self.grade, self.isNumber) = (link, grade, isNumber)
  }

  /// A number.
  static func number(_ text: String?, grade: String? = nil) -> BoardCell {
    BoardCell(text, grade: grade, isNumber: true)
  }

  fileprivate func markup(column: String, isHead: Bool) -> String {
    let classes = [isNumber ? "n" : nil, grade].compactMap { $0 }.joined(separator: " ")
    let attributes =
      " data-label=\"\(MarkupText.escaped(column))\"" + (classes.isEmpty ? "" : " class=\"\(classes)\"")
    let said = link.map { "<a href=\"\(MarkupText.escaped($0))\">\(MarkupText.escaped(text))</a>" }
    let content = said ?? "<span>\(MarkupText.escaped(text))</span>"
    return isHead
      ? "<th scope=\"row\"\(attributes)>\(content)</th>" : "<td\(attributes)>\(content)</td>"
  }
}
