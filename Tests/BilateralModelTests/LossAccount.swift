import BilateralBase
import BilateralModel

/// What must come back of an object: the object, changed by the losses that were told.
struct LossAccount {
  /// Stands for a value about which a loss says that it may be any.
  private static let anything = JSON.string("\u{0}anything")

  private var json: JSON

  init(_ json: JSON) { self.json = json }

  /// Takes away what was lost.
  ///
  /// Paths are as written in `written`; the object is in `version`.
  mutating func apply(
    _ losses: [Loss], of type: any WireObject.Type, writtenIn written: OCPIVersion, to version: OCPIVersion
  ) {
    var removed: [[JSONPath.Step]] = []
    for loss in losses {
      var steps = Self.translate(loss.path.steps, type, written, version)
      switch loss.kind {
      case .withheld where steps.last?.isElement == true: removed.append(steps)
      case .dropped, .withheld: edit(steps) { _ in nil }
      case .default, .approximated:
        if let list = steps.firstIndex(of: .member("charging_periods")), steps.count == list + 2 {
          steps.removeLast()
        }
        edit(steps) { _ in Self.anything }
      }
    }
    for steps in removed.sorted(by: Self.isLater) { edit(steps) { _ in nil } }
  }

  /// Later elements first, so that positions hold.
  private static func isLater(_ left: [JSONPath.Step], _ right: [JSONPath.Step]) -> Bool {
    for case (.element(let first), .element(let second)) in zip(left, right) where first != second {
      return first > second
    }
    return left.count > right.count
  }

  private mutating func edit(_ steps: [JSONPath.Step], _ change: (JSON?) -> JSON?) {
    json = Self.edited(json, steps[...], change) ?? json
  }

  private static func edited(
    _ json: JSON, _ steps: ArraySlice<JSONPath.Step>, _ change: (JSON?) -> JSON?
  ) -> JSON? {
    guard let step = steps.first else { return change(json) }
    let rest = steps.dropFirst()
    switch (step, json) {
    case (.member(let name), .object(var members)):
      if let place = members.firstIndex(where: { $0.name == name }) {
        if let new = edited(members[place].value, rest, change) {
          members[place].value = new
        } else {
          members.remove(at: place)
        }
      } else if rest.isEmpty, let new = change(nil) {
        members.append(JSONMember(name, new))
      }
      return .object(members)
    case (.element(let place), .array(var elements)) where elements.indices.contains(place):
      if let new = edited(elements[place], rest, change) {
        elements[place] = new
      } else {
        elements.remove(at: place)
      }
      return .array(elements)
    default: return json
    }
  }
}

extension LossAccount {
  /// The path of a field in another version.
  private static func translate(
    _ steps: [JSONPath.Step], _ type: any WireObject.Type, _ from: OCPIVersion, _ to: OCPIVersion
  ) -> [JSONPath.Step] {
    if type == CDR.self, to > .v2_1_1, steps.first == .member("location"), steps.count > 1 {
      return placeInCDR(steps, from, to)
    }
    var current: (any WireObject.Type)? = type
    return steps.map { step in
      guard case .member(let name) = step, let type = current else { return step }
      let written = ObjectGenerator.fields(of: type, from)
      let newest = written.first { $0.name == name }?.newestName ?? name
      let field = ObjectGenerator.fields(of: type, to).first { $0.newestName == newest }
      current = (field ?? written.first { $0.name == name })?.value.type as? any WireObject.Type
      return .member(field?.name ?? newest)
    }
  }

  /// A CDR tells flat what the location within it tells in its one EVSE and connector.
  private static func placeInCDR(
    _ steps: [JSONPath.Step], _ from: OCPIVersion, _ to: OCPIVersion
  ) -> [JSONPath.Step] {
    let rest = translate(Array(steps.dropFirst()), Location.self, from, to)
    guard rest.first == .member("evses"), case .member(let last) = rest.last else {
      return [.member("cdr_location")] + rest
    }
    return [.member("cdr_location"), .member(last == "evse_id" ? last : "connector_\(last)")]
  }

  /// Where the object that came back is not what it must be.
  func differences(from other: JSON) -> [String] { Self.compare(json, other, "") }

  private static func compare(_ left: JSON?, _ right: JSON?, _ path: String) -> [String] {
    if left == anything { return [] }
    switch (left, right) {
    case (nil, nil), (nil, .array([])), (.array([]), nil): return []
    case (.object(let first), .object(let second)):
      let names = Set(first.map(\.name)).union(second.map(\.name))
      return names.sorted().flatMap { compare(left?[$0], right?[$0], "\(path).\($0)") }
    case (.array(let first), .array(let second)) where first.count == second.count:
      return first.indices.flatMap { compare(first[$0], second[$0], "\(path)[\($0)]") }
    case (.number(let first), .number(let second)) where isEqual(first, second): return []
    case (.string(let first), .string(let second)) where path.hasSuffix("itude") && isEqual(first, second):
      return []
    default: return left == right ? [] : ["\(path): \(left?.text ?? "nothing") → \(right?.text ?? "nothing")"]
    }
  }

  private static func isEqual(_ left: String, _ right: String) -> Bool {
    Rational(decimalText: left) == Rational(decimalText: right)
  }
}

extension JSONPath.Step {
  fileprivate var isElement: Bool { if case .element = self { true } else { false } }
}
