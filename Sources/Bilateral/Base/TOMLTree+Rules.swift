/// Who may define and extend which table, as TOML 1.0 rules it.
extension TOMLTree {
  /// Puts a value under a dotted key, making the tables on the way.
  mutating func insert(_ value: Int, at path: [TOMLKeyPart], into table: Int, section: Int)
    throws(TOMLError)
  {
    var table = table
    for part in path.dropLast() { table = try dottedStep(part, from: table, section: section) }
    guard let last = path.last else { return }
    guard child(last.name, of: table) == nil else {
      throw .duplicate(
        "the key \"\(last.name)\" is defined twice", last.range, help: "keep one of the two lines")
    }
    nodes[value].depth = nodes[table].depth + 1
    attach(value, to: table, key: last.name, range: last.range)
  }

  private mutating func dottedStep(_ part: TOMLKeyPart, from table: Int, section: Int)
    throws(TOMLError) -> Int
  {
    guard let next = child(part.name, of: table) else {
      return try makeTable(.dotted(section: section), part, in: table)
    }
    switch origin(next) {
    case .dotted(section): return next
    case .implied:
      setOrigin(.dotted(section: section), of: next)
      return next
    case nil:
      throw .duplicate("\"\(part.name)\" already has a value that is no table", part.range)
    default:
      throw .duplicate(
        "the table \"\(part.name)\" is defined elsewhere and closed for dotted keys", part.range,
        help: "put the key below that table's header")
    }
  }

  /// The table of `[path]`.
  mutating func defineTable(at path: [TOMLKeyPart], _ range: Range<Int>) throws(TOMLError) -> Int {
    let parent = try headerParent(path)
    guard let last = path.last else { return parent }
    guard let existing = child(last.name, of: parent) else {
      return try makeTable(.header, last, in: parent, range)
    }
    guard origin(existing) == .implied else { throw definedTwice(last, existing) }
    setOrigin(.header, of: existing)
    nodes[existing].range = range
    return existing
  }

  /// A new table at the end of the array of `[[path]]`.
  mutating func appendTable(at path: [TOMLKeyPart], _ range: Range<Int>) throws(TOMLError) -> Int {
    let parent = try headerParent(path)
    guard let last = path.last else { return parent }
    let array: Int
    if let existing = child(last.name, of: parent) {
      guard case .array(_, ofTables: true) = nodes[existing].content else {
        throw definedTwice(last, existing)
      }
      array = existing
    } else {
      array = add(.array([], ofTables: true), range)
      nodes[array].depth = nodes[parent].depth + 1
      attach(array, to: parent, key: last.name, range: last.range)
    }
    let table = add(.table(Table(origin: .header)), range)
    nodes[table].depth = try depth(below: array, last)
    append(table, toArray: array)
    return table
  }

  /// Walks all but the last part of a header; an array of tables stands for its last table.
  private mutating func headerParent(_ path: [TOMLKeyPart]) throws(TOMLError) -> Int {
    var table = 0
    for part in path.dropLast() {
      guard let next = child(part.name, of: table) else {
        table = try makeTable(.implied, part, in: table)
        continue
      }
      switch nodes[next].content {
      case .table(let content) where content.origin != .inline: table = next
      case .array(let elements, ofTables: true): table = elements.last ?? next
      default:
        throw .duplicate("\"\(part.name)\" already has a value and cannot be extended", part.range)
      }
    }
    return table
  }

  private mutating func makeTable(
    _ origin: Origin, _ part: TOMLKeyPart, in table: Int, _ range: Range<Int>? = nil
  ) throws(TOMLError) -> Int {
    let depth = try depth(below: table, part)
    let made = add(.table(Table(origin: origin)), range ?? part.range)
    nodes[made].depth = depth
    attach(made, to: table, key: part.name, range: part.range)
    return made
  }

  private func depth(below node: Int, _ part: TOMLKeyPart) throws(TOMLError) -> Int {
    let depth = nodes[node].depth + 1
    guard depth < TOMLDocument.deepestNesting else {
      throw .syntax("nested deeper than \(TOMLDocument.deepestNesting) levels", part.range)
    }
    return depth
  }

  private func definedTwice(_ part: TOMLKeyPart, _ existing: Int) -> TOMLError {
    let what =
      switch nodes[existing].content {
      case .table: "the table \"\(part.name)\" is defined twice"
      case .array(_, ofTables: true): "\"\(part.name)\" is an array of tables already"
      default: "\"\(part.name)\" already has a value"
      }
    return .duplicate(what, part.range, help: "keep one of the two")
  }
}
