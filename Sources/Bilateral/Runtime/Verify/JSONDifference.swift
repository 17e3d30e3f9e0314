package import BilateralBase

/// Where two JSON values differ, as paths: what a person needs to see of two copies of one object.
package enum JSONDifference {
  /// The first paths at which the values differ, such as `evses[0].status`, in the order of the first value.
  ///
  /// Members called `last_updated` do not count: a partner may stamp its copy by itself (P-44). A number is compared by
  /// its value, not by how it is written.
  ///
  /// - Parameters:
  ///   - ours: what we have.
  ///   - theirs: what is compared with it.
  ///   - limit: how many paths at most.
  /// - Returns: the paths; empty when both are the same.
  package static func paths(_ ours: JSON, _ theirs: JSON, limit: Int = 3) -> [String] {
    var found: [String] = []
    walk(ours, theirs, "", limit, &found)
    return found
  }

  private static func walk(
    _ ours: JSON, _ theirs: JSON, _ path: String, _ limit: Int, _ found: inout [String]
  ) {
    guard found.count < limit else { return }
    switch (ours, theirs) {
    case (.object(let a), .object(let b)): members(a, b, path, limit, &found)
    case (.array(let a), .array(let b)):
      for place in 0..<min(a.count, b.count) { walk(a[place], b[place], "\(path)[\(place)]", limit, &found) }
      if a.count != b.count, found.count < limit { found.append("\(path)[\(min(a.count, b.count))]") }
    default:
      if !isSame(ours, theirs) { found.append(path.isEmpty ? "the whole object" : path) }
    }
  }

  private static func members(
    _ ours: [JSONMember], _ theirs: [JSONMember], _ path: String, _ limit: Int, _ found: inout [String]
  ) {
    let prefix = path.isEmpty ? "" : "\(path)."
    let others = Dictionary(theirs.map { ($0.name, $0.value) }) { first, _ in first }
    for member in ours where member.name != "last_updated" {
      walk(member.value, others[member.name] ?? .null, prefix + member.name, limit, &found)
    }
    let names = Set(ours.map(\.name)).union(["last_updated"])
    for member in theirs where !names.contains(member.name) && found.count < limit {
      walk(.null, member.value, prefix + member.name, limit, &found)
    }
  }

  private static func isSame(_ a: JSON, _ b: JSON) -> Bool {
    guard case .number(let x) = a, case .number(let y) = b, let p = Rational(decimalText: x),
      let q = Rational(decimalText: y)
    else { return a == b }
    return p == q
  }
}
