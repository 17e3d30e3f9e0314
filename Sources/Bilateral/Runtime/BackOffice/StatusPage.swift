import BilateralBase
import BilateralNet

extension HTTPResponse {
  /// A plain page for a browser: what this is, and where every partner stands.
  static func statusPage(of commons: Commons) -> HTTPResponse {
    let rows = commons.links.all.map { link in
      let facts = link.facts
      let cells = [
        link.id, link.terms.technical.name, facts.state.rawValue, facts.version?.description ?? "–",
      ]
      return "<tr>" + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    let file = commons.fleet().file
    let page = """
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><title>Bilateral · \(escaped(file.name))</title>
      <style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:48rem;padding:0 1rem}
      table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left}
      </style>
      <h1>\(escaped(file.name))</h1>
      <p>Bilateral exchanges charging data with the partners below, directly (OCPI), environment
      \(escaped(file.environment.rawValue)). Figures: <a href="/metrics">/metrics</a>; more on the command line:
      <code>partnerctl status</code>.</p>
      <table><tr><th>Partner</th><th>Name</th><th>State</th><th>Version</th></tr>\(rows.joined())</table>
      </html>
      """
    let fields: HTTPFields = [
      .contentType: "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Cache-Control": "no-store",
    ]
    return HTTPResponse(.ok, fields, body: Array(page.utf8))
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
