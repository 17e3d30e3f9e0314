package import BilateralBase

/// A text with `*` for any characters, compared without regard to the case of ASCII letters.
///
/// EVSE ids hold stars themselves (`NL*NVO*E1`); a star matches itself too, so such a pattern still finds its EVSE.
package struct Glob: Hashable, Sendable {
  private let pattern: [UInt8]

  /// Makes a pattern.
  package init(_ pattern: String) { self.pattern = Array(CiString(pattern).folded.utf8) }

  /// Whether the whole text fits; linear in the text for each star.
  package func matches(_ text: String) -> Bool {
    let text = Array(CiString(text).folded.utf8)
    var (at, place) = (0, 0)
    var retry: (pattern: Int, text: Int)?
    while at < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        retry = (place, at)
        place += 1
      } else if place < pattern.count, pattern[place] == text[at] {
        (at, place) = (at + 1, place + 1)
      } else if let last = retry {
        retry = (last.pattern, last.text + 1)
        (place, at) = (last.pattern + 1, last.text + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

/// Ids and patterns of ids, compiled once: plain ids are looked up, only true patterns are tried one by one.
///
/// An EVSE id without a star at its end (`NL*NVO*E12*1`) is an id and not a pattern; it is compared without its stars,
/// because sides write them or leave them out (partner file, section E).
package struct IDPatterns: Hashable, Sendable {
  private let ids: Set<String>
  private let globs: [Glob]
  /// Whether there is neither id nor pattern.
  package let isEmpty: Bool

  /// Compiles them.
  package init(_ patterns: [String]) {
    var ids: Set<String> = []
    var globs: [Glob] = []
    for pattern in patterns {
      if pattern.contains("*"), !Self.isEVSEID(pattern) {
        globs.append(Glob(pattern))
      } else {
        ids.insert(Self.plain(pattern))
      }
    }
    self.ids = ids
    self.globs = globs
    isEmpty = patterns.isEmpty
  }

  /// Whether one of them takes the id.
  package func matches(_ id: CiString) -> Bool {
    ids.contains(Self.plain(id.text)) || globs.contains { $0.matches(id.text) }
  }

  private static func plain(_ id: String) -> String {
    String(decoding: id.utf8.filter { $0 != UInt8(ascii: "*") }.map(ASCII.lower), as: UTF8.self)
  }

  /// `CC*PPP*E…` as in ISO 15118, with stars between its parts and none at the end.
  private static func isEVSEID(_ text: String) -> Bool {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[0].utf8.count == 2, parts[1].utf8.count == 3, parts.last?.isEmpty == false
    else { return false }
    return parts[2].utf8.first.map(ASCII.lower) == UInt8(ascii: "e") && !parts.contains { $0.isEmpty }
  }
}
