package import BilateralBase
package import BilateralModel
package import BilateralNet

/// A partner's successful answer: HTTP 2xx and OCPI 1xxx (TR-18).
package struct OCPIAnswer: Sendable {
  package let http: HTTPStatus
  package let fields: HTTPFields
  package let envelope: OCPIResponse
  /// The address that answered, against which links are resolved.
  package let url: HTTPURL

  /// The content, nil when absent.
  package var data: JSONNode? { envelope.data }

  /// `X-Total-Count`, nil when missing or senseless (P-43).
  package var total: Int? {
    fields["X-Total-Count"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
  }

  /// How many objects a full page holds: `X-Limit`, else what the address asked for (TR-34).
  package var limit: Int? {
    let asked = (url.query ?? "").split(separator: "&").first { $0.hasPrefix("limit=") }?.dropFirst(6)
    let limit = (fields["X-Limit"] ?? asked.map(String.init)).flatMap { Int($0) }
    return limit.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The target of `Link: <…>; rel="next"`, unresolved; nil when there is none (TR-35, P-42).
  package var nextReference: String? {
    for header in fields.all(.link) {
      if let target = LinkHeader.next(in: header) { return target }
    }
    return nil
  }
}

/// Reads the `Link` header (RFC 8288) as far as paging needs it.
package enum LinkHeader {
  /// The target whose relations include `next`; commas and semicolons inside `<…>` or quotes do not separate.
  package static func next(in header: String) -> String? {
    for entry in split(header, at: ",") {
      let parts = split(entry, at: ";")
      guard let first = parts.first, first.hasPrefix("<"), first.hasSuffix(">") else { continue }
      guard parts.dropFirst().contains(where: isNext) else { continue }
      return String(first.dropFirst().dropLast())
    }
    return nil
  }

  private static func isNext(_ parameter: String) -> Bool {
    let pair = parameter.split(separator: "=", maxSplits: 1).map { trimmed(String($0)) }
    guard pair.count == 2, pair[0].lowercased() == "rel" else { return false }
    let value = pair[1].filter { $0 != "\"" }
    return value.split(separator: " ").contains { $0.lowercased() == "next" }
  }

  private static func split(_ text: String, at separator: Character) -> [String] {
    var parts = [""]
    var (inTarget, inQuotes) = (false, false)
    for character in text {
      if character == "\"", !inTarget { inQuotes.toggle() }
      if !inQuotes, character == "<" || character == ">" { inTarget = character == "<" }
      if character == separator, !inTarget, !inQuotes {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map(trimmed)
  }

  private static func trimmed(_ text: String) -> String {
    let head = text.drop { $0 == " " || $0 == "\t" }
    return String(head.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
