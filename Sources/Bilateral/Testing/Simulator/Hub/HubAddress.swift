package import BilateralNet

/// Turns addresses of a platform into those of the simulated hub, so that who follows them stays behind it.
package struct HubAddress: Sendable {
  /// The platform's endpoint of the module.
  private let theirs: HTTPURL
  /// The hub's own.
  private let ours: String

  package init(_ theirs: HTTPURL, at ours: String) { (self.theirs, self.ours) = (theirs, ours) }

  /// The hub's address of what an absolute or relative address means; nil when it leads elsewhere.
  package func ours(_ reference: some StringProtocol) -> String? {
    guard let url = try? theirs.resolving(reference), url.origin == theirs.origin,
      let rest = Self.rest(of: url.target, below: theirs.path)
    else { return nil }
    return ours + rest
  }

  private static func rest(of target: String, below path: String) -> String? {
    let path = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard target.hasPrefix(path) else { return nil }
    let rest = String(target.dropFirst(path.count))
    return rest.isEmpty || "/?".contains(rest.prefix(1)) ? rest : nil
  }

  /// A `Link` field with the hub's address in it; nil when it leads elsewhere.
  package func link(_ text: String) -> String? {
    guard let begin = text.firstIndex(of: "<"), let end = text.firstIndex(of: ">"), begin < end,
      let url = ours(text[text.index(after: begin)..<end])
    else { return nil }
    return "<\(url)>" + text[text.index(after: end)...]
  }
}
