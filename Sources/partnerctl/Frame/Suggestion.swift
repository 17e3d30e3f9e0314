/// Finds the word that a misspelt one was likely meant to be.
enum Suggestion {
  /// The nearest of `words`, or `nil` when none is near: at most a third of the letters may differ.
  static func nearest(to word: String, among words: some Sequence<String>) -> String? {
    let typed = Array(word.lowercased().utf8)
    let limit = max(1, min(3, (typed.count + 1) / 3))
    var best: (word: String, distance: Int)?
    for candidate in words {
      let distance = distance(typed, Array(candidate.utf8))
      if distance <= limit, distance < (best?.distance ?? .max) { best = (candidate, distance) }
    }
    return best?.word ?? words.first { typed.count >= 3 && $0.hasPrefix(word.lowercased()) }
  }

  /// How many insertions, deletions, replacements and swaps of neighbours turn `a` into `b`.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    guard a.count <= 64, b.count <= 64 else { return .max }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
        var cost = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
