import BilateralBase
import BilateralTerms

/// Which partners `--select` means: conditions that must all hold, such as `role:EMSP, route:hub, not country:NL`.
struct Selection: Equatable, Sendable {
  /// What a condition looks at.
  enum Trait: String, CaseIterable, Sendable {
    case role, status, country, tag
    /// How the partner is reached; `hub` are those behind one, not the hub itself.
    case route

    /// What can stand behind the colon, in lower case; empty where anything can.
    var values: [String] {
      switch self {
      case .role: PartyRole.Kind.allCases.map { $0.rawValue.lowercased() }
      case .status: PartnerFile.Status.allCases.map(\.rawValue)
      case .route: RouteTerms.Kind.allCases.map(\.rawValue) + ["fallback"]
      case .country, .tag: []
      }
    }
  }

  /// All conditions that can be known beforehand, for completion.
  static var words: [String] {
    Trait.allCases.flatMap { trait in
      trait.values.isEmpty ? ["\(trait):"] : trait.values.map { "\(trait):\($0)" }
    }
  }

  private struct Condition: Equatable {
    var trait: Trait
    var value: String
    var isNegated: Bool
  }

  private let conditions: [Condition]

  /// Reads conditions separated by commas, each `trait:value` or `not trait:value`.
  /// - Throws: a usage failure that names what is not understood.
  init(_ text: String) throws(Failure) {
    var conditions: [Condition] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      conditions.append(try Self.condition(part.split(separator: " ").map { String($0) }))
    }
    self.conditions = conditions
  }

  private static func condition(_ words: [String]) throws(Failure) -> Condition {
    let isNegated = words.count == 2 && words[0].lowercased() == "not"
    let word = words.last ?? ""
    let parts = word.split(separator: ":", maxSplits: 1).map { String($0) }
    guard words.count == (isNegated ? 2 : 1), parts.count == 2 else {
      throw .usage("--select does not understand \"\(words.joined(separator: " "))\"", help: example)
    }
    guard let trait = Trait(rawValue: parts[0]) else {
      let near = Suggestion.nearest(to: parts[0], among: Trait.allCases.map(\.rawValue))
      throw .usage(
        "--select knows no \"\(parts[0]):\"", help: near.map { "did you mean \($0):?" } ?? example)
    }
    let value = parts[1].lowercased()
    let known = trait.values
    guard known.isEmpty || known.contains(value) else {
      let near = Suggestion.nearest(to: value, among: known)
      throw .usage(
        "--select \(trait):\(parts[1]) fits nobody",
        help: near.map { "did you mean \(trait):\($0)?" }
          ?? "\(trait): is one of \(known.joined(separator: ", "))")
    }
    return Condition(trait: trait, value: value, isNegated: isNegated)
  }

  private static let example =
    "such as --select 'role:EMSP, route:hub, status:live, not country:NL' or tag:WORD"

  /// Whether a partner is meant.
  func fits(_ file: PartnerFile) -> Bool {
    conditions.allSatisfy { Self.values($0.trait, of: file).contains($0.value) != $0.isNegated }
  }

  private static func values(_ trait: Trait, of file: PartnerFile) -> Set<String> {
    switch trait {
    case .role: Set(file.theirRoles.map { "\($0.kind)".lowercased() })
    case .status: [file.status.rawValue]
    case .country:
      Set(
        (file.theirRoles.map(\.party.country) + [file.text("them.country")].compactMap { $0 }).map {
          $0.lowercased()
        })
    case .tag: Set(file.texts("tags").map { $0.lowercased() })
    case .route:
      file.route.kind == .fallback ? [file.route.kind.rawValue, "fallback"] : [file.route.kind.rawValue]
    }
  }
}

extension Invocation {
  /// The ids of the partners that the line names or selects; nil when it does neither and means all.
  /// - Throws: a usage failure when it does both or a name is no id, exit 66 when no partner fits.
  func partners() throws(Failure) -> [String]? {
    let named = arguments.positionals
    for id in named where !FleetFolder.isID(id) {
      throw .usage("\"\(id)\" is not a partner's id", help: "partnerctl status lists the partners")
    }
    guard let expression = arguments.text("select") else { return named.isEmpty ? nil : named }
    guard named.isEmpty else {
      throw .usage("partners are named and selected at once", help: "leave out the names, or --select")
    }
    return try selected(by: try Selection(expression), expression)
  }

  private func selected(by selection: Selection, _ expression: String) throws(Failure) -> [String] {
    var reading = try FleetReading(named: [], self)
    try reading.read()
    if reading.unreadableCount > 0 {
      talk.print("files with errors are not selected from: \(reading.unreadableCount) (partnerctl validate)")
    }
    let ids = reading.partners.filter(selection.fits).map(\.id)
    guard !ids.isEmpty else {
      throw Failure(.missing, "no partner fits --select '\(expression)'", help: "partnerctl status lists all")
    }
    return ids
  }
}
