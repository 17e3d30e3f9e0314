import BilateralBase
import BilateralModel

/// What a partner says about an error, fit to be shown and kept: without our token, without cards, cut to a line.
package enum PartnerWords {
  /// At most so many characters.
  package static let limit = 200
  private static let members = [
    "status_message", "message", "error_description", "detail", "title", "description", "error", "errors",
    "fault",
  ]

  /// The words in the body of an error without an envelope.
  ///
  /// - Parameters:
  ///   - body: JSON of any shape, or text.
  ///   - secrets: texts that must not be repeated.
  /// - Returns: the words; nil when there are none, or only a page for browsers.
  package static func of(_ body: [UInt8], hiding secrets: [String]) -> String? {
    if let root = try? JSONDocument(wire: body).root {
      let member = members.lazy.compactMap { root.kind == .object ? root[$0] : nil }.first { !$0.isNull }
      if let text = member?.string ?? root.string { return cut(text, hiding: secrets) }
    }
    guard body.first(where: { $0 > 0x20 }) != UInt8(ascii: "<") else { return nil }
    let redaction = ExchangeRedaction(["tokens", "contract_ids"])
    return redaction.text(Exchange.Body(body), of: "", secrets: []).flatMap { cut($0, hiding: secrets) }
  }

  /// One line of a text, without the secrets and not too long; nil for nothing but space.
  package static func cut(_ text: String, hiding secrets: [String]) -> String? {
    let clean = secrets.filter { $0.utf8.count >= 8 }
      .reduce(text) { $0.replacing($1, with: ExchangeRedaction.mask) }
    let line = clean.split { $0.isWhitespace }.joined(separator: " ")
    guard !line.isEmpty else { return nil }
    return line.count <= limit ? line : line.prefix(limit) + "…"
  }
}
