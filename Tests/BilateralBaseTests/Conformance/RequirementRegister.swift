import BilateralBase

/// `docs/requirements.toml` read: areas, their requirements, and what is wrong with a line.
struct RequirementRegister {
  static let versions: Set = [
    "all", "2.1.1", "2.1.1, 2.2.1", "2.2.1", "2.2.1+", "2.3.0", "2.3.0-pay", "2.3.0-book",
  ]
  static let levels: Set = ["MUST", "SHOULD", "ADVISED"]
  /// The areas that may come later.
  static let later: Set = ["INV", "PAY", "BOK"]

  let isStrict: Bool
  let areas: [RequirementArea]
  private(set) var problems: [String]

  var requirements: [Requirement] { areas.flatMap(\.requirements) }

  init(parsing bytes: [UInt8]) {
    let document = TOMLDocument(parsing: bytes, file: "docs/requirements.toml")
    var problems = document.problems.map(\.description)
    isStrict = document.root["strict"]?.boolean ?? true
    areas = document.root.members.filter { $0.value.kind == .table }.map { area in
      let lines = area.value.members.filter { $0.key != "title" }
      let read = lines.compactMap { Self.requirement($0, problems: &problems) }
      for (index, line) in read.enumerated() where line.id != Self.id(area.key, index + 1) {
        problems.append("\(line.id) stands where \(Self.id(area.key, index + 1)) is due")
      }
      return RequirementArea(key: area.key, title: area.value["title"]?.string ?? "", requirements: read)
    }
    self.problems = problems
  }

  private static func id(_ area: String, _ number: Int) -> String {
    "\(area)-\(number < 10 ? "0" : "")\(number)"
  }

  private static func requirement(_ line: TOMLNode.Member, problems: inout [String]) -> Requirement? {
    let fields = line.value
    guard let title = fields["title"]?.string, let level = fields["level"]?.string,
      let versions = fields["versions"]?.string
    else {
      problems.append("\(line.key): versions, level or title is missing")
      return nil
    }
    if !Self.levels.contains(level) { problems.append("\(line.key): no level \(level)") }
    if !Self.versions.contains(versions) { problems.append("\(line.key): no versions \(versions)") }
    let excuse = excuse(fields)
    if excuse == .notBuilt, !later.contains(String(line.key.prefix(3))) {
      problems.append("\(line.key): what is not built yet has to be built")
    }
    return Requirement(id: line.key, versions: versions, level: level, title: title, excuse: excuse)
  }

  private static func excuse(_ fields: TOMLNode) -> Requirement.Excuse? {
    if let reason = fields["not_applicable"]?.string { return .notApplicable(reason) }
    return fields["not_built"]?.boolean == true ? .notBuilt : nil
  }
}
