/// Finds the word somebody meant.
enum Suggestion {
  /// The candidate nearest to `word`, when it is near enough to be worth a question; ties go to the first.
  static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, min(3, word.utf8.count / 3))
    var best: (distance: Int, word: String)?
    for candidate in candidates where abs(candidate.utf8.count - word.utf8.count) <= limit {
      let distance = distance(Array(word.utf8.prefix(64)), Array(candidate.utf8.prefix(64)))
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.word
  }

  /// Edits (insert, delete, replace, swap of neighbours) from one word to the other; O(n·m), both at most 64.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
