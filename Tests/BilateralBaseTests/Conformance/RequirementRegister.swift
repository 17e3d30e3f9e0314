import BilateralBase

/// A register of requirements read: areas, their requirements, and what is wrong with a line.
struct RequirementRegister {
  let shape: RegisterShape
  let isStrict: Bool
  let areas: [RequirementArea]
  private(set) var problems: [String]

  var requirements: [Requirement] { areas.flatMap(\.requirements) }

  init(parsing bytes: [UInt8], as shape: RegisterShape = .ocpi) {
    let document = TOMLDocument(parsing: bytes, file: shape.file)
    var problems = document.problems.map(\.description)
    self.shape = shape
    isStrict = document.root["strict"]?.boolean ?? true
    areas = document.root.members.filter { $0.value.kind == .table }.map { area in
      let lines = area.value.members.filter { $0.key != "title" }
      let read = lines.compactMap { Self.requirement($0, shape, problems: &problems) }
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

  private static func requirement(
    _ line: TOMLNode.Member, _ shape: RegisterShape, problems: inout [String]
  ) -> Requirement? {
    let fields = line.value
    var cells: [String] = []
    for field in shape.fields {
      guard let text = fields[field.name]?.string else {
        problems.append("\(line.key): \(field.name) is missing")
        return nil
      }
      if field.words?.contains(text) == false { problems.append("\(line.key): no \(field.name) \(text)") }
      cells.append(text)
    }
    let excuse = excuse(fields)
    if excuse == .notBuilt, !shape.later.contains(String(line.key.prefix(3))) {
      problems.append("\(line.key): what is not built yet has to be built")
    }
    return Requirement(id: line.key, cells: cells, excuse: excuse)
  }

  private static func excuse(_ fields: TOMLNode) -> Requirement.Excuse? {
    if let reason = fields["not_applicable"]?.string { return .notApplicable(reason) }
    return fields["not_built"]?.boolean == true ? .notBuilt : nil
  }
}
