import BilateralBase
import BilateralNet

/// Envelopes, statuses, refusals.
extension SimulatedFault {
  static let envelopes: [SimulatedFault] = [
    .list("status-as-text", "P-24", "status_code is a string", .tolerated) { answer, _ in
      answer.status = answer.status.map { "\"\($0)\"" }
    },
    .list("status-missing", "P-20", "no status_code", .pullEnds("BR106")) { answer, _ in
      if answer.isSuccess { answer.status = nil }
    },
    .list("timestamp-missing", "P-24", "no timestamp in the envelope", .tolerated) { answer, _ in
      answer.timestamp = nil
    },
    .list("timestamp-with-offset", "P-24 P-68", "timestamp with an offset", .tolerated) { answer, call in
      answer.timestamp = "\(call.now.adding(seconds: 7200))".replacing("Z", with: "+02:00")
    },
    .list("error-in-200", "P-20 TR-18", "HTTP 200 with OCPI 2001", .pullEnds("BR105")) { answer, call in
      answer = .error(200, 2001, "wrong parameters", at: call.now)
    },
    .list("error-3000-in-200", "P-20 TR-18", "HTTP 200 with OCPI 3000", .pullEnds("BR105")) {
      answer, call in answer = .error(200, 3000, "our fault", at: call.now)
    },
    .list("envelope-missing", "P-23", "the list stands there without an envelope", .tolerated) {
      answer, _ in
      if answer.isSuccess { answer.body = Array(("[" + answer.rows.joined(separator: ",") + "]").utf8) }
    },
    .list("body-empty", "P-23", "HTTP 200 without a body", .pullEnds("BR106")) { answer, _ in
      answer.body = []
    },
    .list("body-html", "P-20", "HTTP 200 with a page for people", .pullEnds("BR106")) { answer, _ in
      (answer.body, answer.contentType) = (Array("<html><h1>Welcome</h1></html>".utf8), "text/html")
    },
    .list("body-with-bom", "P-29", "a byte order mark before the JSON", .tolerated) { answer, _ in
      answer.body = [0xEF, 0xBB, 0xBF] + bytes(answer)
    },
    .list("body-gzip", "P-29 ruling 18", "compressed, although we do not ask for it", .pullEnds("BR106")) {
      answer, _ in
      answer.fields.set("Content-Encoding", "gzip")
      answer.body = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 0x55, count: 200)
    },
    .list("body-nan", "P-29", "NaN in the JSON", .pullEnds("BR106")) { answer, _ in
      answer.rows = answer.rows.map { $0.replacing(":230,", with: ":NaN,").replacing(":920,", with: ":NaN,") }
    },
    .list("content-type-text", "P-28", "text/plain instead of JSON", .tolerated) { answer, _ in
      answer.contentType = "text/plain"
    },
    .list("content-type-missing", "P-28", "no Content-Type", .tolerated) { answer, _ in
      answer.contentType = ""
    },
  ]

  /// The envelope as it would be sent.
  private static func bytes(_ answer: SimulatedAnswer) -> [UInt8] {
    if case .bytes(let bytes) = answer.response.content { bytes } else { [] }
  }

  static let refusals: [SimulatedFault] = [
    .list("limited", "TR-92 S-33", "429 without Retry-After, once", .recovers(after: "BR104")) {
      answer, call in if call.count == 1 { answer = .error(429, 2000, "slow down", at: call.now) }
    },
    .list(
      "limited-seconds", "TR-92 S-33", "429 with Retry-After: ARG, once", .recovers(after: "BR104"),
      argument: "1"
    ) { answer, call in
      guard call.count == 1 else { return }
      answer = .error(429, 2000, "slow down", at: call.now)
      answer.fields.set(.retryAfter, call.argument)
    },
    .list("limited-date", "TR-92 S-33", "429 with a date in Retry-After, once", .recovers(after: "BR104")) {
      answer, call in
      guard call.count == 1 else { return }
      answer = .error(429, 2000, "slow down", at: call.now)
      answer.fields.set(.retryAfter, HTTPDate.text(call.now.adding(seconds: 2)))
    },
    .list("overloaded", "TR-92", "503 with Retry-After: ARG, once", .recovers(after: "BR104"), argument: "1")
    {
      answer, call in
      guard call.count == 1 else { return }
      answer = .error(503, 3000, "overloaded", at: call.now)
      answer.fields.set(.retryAfter, call.argument)
    },
    .list(
      "limited-2004", "C17", "OCPI 2004 when it means: too many requests, once", .pullEnds("BR104")
    ) {
      answer, call in if call.count == 1 { answer = .error(200, 2004, "too many requests", at: call.now) }
    },
    .list("every-nth-fails", "P-20", "500 on every ARG-th request", .recovers(after: "BR105"), argument: "3")
    {
      answer, call in
      guard call.count % max(2, call.number(or: 3)) == 0 else { return }
      (answer.http, answer.body) = (500, Array("<h1>Internal Server Error</h1>".utf8))
    },
    .list("gateway-html", "P-20", "502 with a page for people, once", .recovers(after: "BR105")) {
      answer, call in
      guard call.count == 1 else { return }
      (answer.http, answer.contentType) = (502, "text/html")
      answer.body = Array("<html>Bad Gateway</html>".utf8)
    },
    .list("get-405", "P-09 TR-51", "405 to GET of the list", .pullEnds("BR105")) { answer, call in
      answer = .error(405, 2000, "not here", at: call.now)
    },
    .list("list-404", "P-21", "404 to the list it announced", .pullEnds("BR105")) { answer, call in
      answer = .error(404, 2003, "not found", at: call.now)
    },
    .list("redirects", "P-25 S-16", "redirects within its host with ARG", .pullEnds("BR105"), argument: "301")
    {
      answer, call in
      answer = .error(call.number(or: 301), 2000, "moved", at: call.now)
      answer.fields.set(.location, call.page(call.offset).replacing("?", with: "/?"))
    },
    .list("access-ends", "P-01", "401 in the middle of the list", .pullEnds("BR103")) { answer, call in
      if call.offset > 0 { answer = .error(401, 2001, "who are you?", at: call.now) }
    },
  ]
}
