/// The requirements beside the tests that hold them.
struct ConformanceTable {
  let register: RequirementRegister
  private let holders: [String: [NamedTest]]
  /// Ids that tests name and nobody asks for, each with its test.
  let strangers: [String]

  init(_ register: RequirementRegister, tests: [NamedTest]) {
    let known = Set(register.requirements.map(\.id))
    let areas = Set(register.areas.map(\.key))
    var holders: [String: [NamedTest]] = [:]
    var strangers: [String] = []
    for test in tests {
      let named = test.ids.filter { areas.contains(String($0.prefix { $0 != "-" })) }
      for id in Set(named + (register.shape.ownsFrontIDs ? test.leadingIDs : [])).sorted() {
        if known.contains(id) {
          holders[id, default: []].append(test)
        } else {
          strangers.append("\(id): \(test)")
        }
      }
    }
    (self.register, self.holders, self.strangers) = (register, holders, strangers)
  }

  /// The tests that hold a requirement.
  func tests(of requirement: Requirement) -> [NamedTest] { holders[requirement.id] ?? [] }

  /// Requirements with neither a test nor a reason.
  var open: [Requirement] { register.requirements.filter { tests(of: $0).isEmpty && $0.excuse == nil } }

  /// Requirements that claim to have no test although there is one.
  var excusedInVain: [Requirement] {
    register.requirements.filter { !tests(of: $0).isEmpty && $0.excuse != nil }
  }
}
