/// A problem shown to a person: what is wrong, where, and how to mend it.
///
/// Every room reports in this one shape, whether the problem lies in a partner file (with a place), in an
/// OCPI object (with a path) or on a connection (with neither).
package struct Diagnostic: Hashable, Sendable {
  /// How much the problem weighs.
  package enum Severity: String, Hashable, Sendable, CaseIterable {
    case error, warning, note
  }

  /// How much the problem weighs; one `.error` makes a check fail.
  package var severity: Severity
  /// The stable code, such as `BT103`; `partnerctl explain BT103` tells more.
  package var code: String
  /// What is wrong, one sentence without a full stop.
  package var message: String
  /// How to mend it, or `nil` when the message says all.
  package var help: String?
  /// Where in a file, or `nil` when no text is at fault.
  package var place: SourcePlace?
  /// The path of the field, such as `pricing.sell.rule[0].set.energy`, or a JSON path.
  package var path: String?

  /// A problem with its code and message; the rest where it is known.
  package init(
    _ severity: Severity, _ code: String, _ message: String, help: String? = nil,
    place: SourcePlace? = nil, path: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.help = help
    self.place = place
    self.path = path
  }
}

extension Diagnostic: CustomStringConvertible {
  /// One line: `partners/acme.toml:96:12 BT103 error: price has no unit`.
  package var description: String {
    let head = place.map { "\($0) " } ?? ""
    return "\(head)\(code) \(severity.rawValue): \(message)"
  }
}

extension Sequence where Element == Diagnostic {
  /// Whether a check with these findings fails: at least one is an error.
  package var hasErrors: Bool { contains { $0.severity == .error } }

  /// The findings in reading order: by place, those without a place last; equal places keep their order.
  package func inReadingOrder() -> [Diagnostic] {
    enumerated().sorted { a, b in
      switch (a.element.place, b.element.place) {
      case (let x?, let y?) where (x.file, x.line, x.column) != (y.file, y.line, y.column): x < y
      case (.some, nil): true
      case (nil, .some): false
      default: a.offset < b.offset
      }
    }.map(\.element)
  }
}
