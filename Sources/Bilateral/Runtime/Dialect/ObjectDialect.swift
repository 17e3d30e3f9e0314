import BilateralBase
package import BilateralModel
import BilateralTerms

/// How one kind of object of a partner is read: renamed, relieved of what cannot be read, and judged by its findings.
///
/// A tolerance never touches money in silence: a number in quotes in a money object needs the file's word, and no
/// part of such an object is left out.
package struct ObjectDialect: Sendable {
  /// As the object is called in keys such as `location.address`.
  private let kind: String
  private let isMoney: Bool
  private let dialect: PartnerDialect
  /// Our word by theirs.
  private let renamed: [String: String]
  private let tolerated: Set<String>
  private let limits: [String: String]
  private let version: OCPIVersion

  /// Prepares the reading of one kind of object.
  package init<Kind: ReceivedKind>(_ type: Kind.Type, _ dialect: PartnerDialect, version: OCPIVersion) {
    kind = Kind.wireType.lowercased()
    isMoney = Kind.isMoney
    self.dialect = dialect
    self.version = version
    let current = dialect.current
    renamed = Dictionary(current.named(.rename).map { ($0.value, $0.key) }) { first, _ in first }
    tolerated = Set(current.words(.tolerate))
    limits = current.named(.maxString)
  }

  /// The object in our words.
  func inOurWords(_ node: JSONNode) -> JSONNode {
    guard !renamed.isEmpty else { return node }
    return Self.node(translated(JSON(node))) ?? node
  }

  /// The object without the part that could not be read, where the file tolerates that.
  func relieved(_ node: JSONNode, of error: WireError) -> JSONNode? {
    guard !isMoney, !tolerated.isEmpty, let path = toleratedPath(error.path) else { return nil }
    return Self.node(Self.without(path.steps[...], JSON(node)))
  }

  /// Two ids of one page differ by case alone; says whether they are two objects.
  func meetsCaseClash(_ one: String, _ other: String) -> Bool {
    dialect.meets(.caseSensitiveIDs, "\(kind) ids \(one) and \(other)")
  }

  /// The finding for which the object is refused, nil when it is taken; all are noted.
  func objection(to findings: [WireFinding]) -> WireFinding? {
    var first: WireFinding?
    for finding in findings { first = first ?? objection(to: finding) }
    return first
  }
}

extension ObjectDialect {
  private func objection(to finding: WireFinding) -> WireFinding? {
    switch finding.code {
    case .looseTimestamp:
      let isCoped = dialect.meets(.dateFormat, "any", "\(place(finding)): \(finding.message)")
      return isCoped ? nil : refusal(finding, "is refused because of dialect.date_format")
    case .looseType where finding.requirement == "TR-73": return number(finding)
    case .tooLong: return length(finding)
    default: return nil
    }
  }

  private func number(_ finding: WireFinding) -> WireFinding? {
    let choice: DialectSwitch = isMoney ? .moneyAsStrings : .numbersAsStrings
    guard !dialect.meets(choice, "\(place(finding)): a number in quotes") else { return nil }
    return refusal(finding, "is a number in quotes, which \(choice.path) has to allow")
  }

  /// A text longer than the version allows is taken up to eight times its length, or as far as the file says.
  private func length(_ finding: WireFinding) -> WireFinding? {
    guard let (seen, allowed) = TextLength.read(finding.message) else { return nil }
    let isCoped = dialect.meets(
      .maxString, "\(seen)", name: key(finding.path),
      "\(place(finding)): \(seen) characters, OCPI allows \(allowed)")
    let isStated = limits[key(finding.path)] != nil
    guard !isCoped, isStated || seen > allowed * 8 else { return nil }
    return refusal(
      finding, "has \(seen) characters, OCPI allows \(allowed); dialect.max_string can allow more")
  }

  private func refusal(_ finding: WireFinding, _ reason: String) -> WireFinding {
    WireFinding(
      .error, finding.code, path: finding.path, "\(finding.path) \(reason)", requirement: finding.requirement)
  }

  private func place(_ finding: WireFinding) -> String { "\(kind).\(finding.path)" }

  /// The path without positions, as keys have it: `location.evses.uid`.
  private func key(_ path: JSONPath) -> String {
    let names = path.steps.compactMap { if case .member(let name) = $0 { name } else { nil } }
    return ([kind] + names).joined(separator: ".")
  }

  /// The part of a path that the file tolerates to be missing: the path itself or one that leads to it.
  private func toleratedPath(_ path: JSONPath) -> JSONPath? {
    (1...max(1, path.steps.count)).lazy.map { JSONPath(Array(path.steps.prefix($0))) }
      .first { tolerated.contains(key($0)) }
  }
}

extension ObjectDialect {
  private static func node(_ json: JSON) -> JSONNode? { try? JSONDocument(wire: json.bytes).root }

  /// Their words become ours, unless our word stands there too.
  private func translated(_ json: JSON) -> JSON {
    switch json {
    case .object(let members):
      let taken = Set(members.map(\.name))
      return .object(
        members.map { member in
          let ours = renamed[member.name].flatMap { taken.contains($0) ? nil : $0 }
          return JSONMember(ours ?? member.name, translated(member.value))
        })
    case .array(let elements): return .array(elements.map(translated))
    default: return json
    }
  }

  private static func without(_ steps: ArraySlice<JSONPath.Step>, _ json: JSON) -> JSON {
    switch (steps.first, json) {
    case (.member(let name)?, .object(let members)):
      let rest = steps.dropFirst()
      return .object(
        members.compactMap { member in
          guard member.name == name else { return member }
          return rest.isEmpty ? nil : JSONMember(name, without(rest, member.value))
        })
    case (.element(let index)?, .array(let elements)):
      return .array(
        elements.enumerated().map { $0.offset == index ? without(steps.dropFirst(), $0.element) : $0.element }
      )
    default: return json
    }
  }
}
