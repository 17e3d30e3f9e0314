/// Where in a JSON document something stands, written as `evses[3].connectors[0].max_voltage`.
package struct JSONPath: Sendable, Hashable {
  /// One step down from a container.
  package enum Step: Sendable, Hashable {
    /// Into the member of that name.
    case member(String)
    /// To the element at that index, from 0.
    case element(Int)
  }

  /// The steps from the root; none is the root itself.
  package var steps: [Step]

  /// Makes a path of steps; without any it is the root.
  package init(_ steps: [Step] = []) { self.steps = steps }

  /// Whether this is the whole document.
  package var isRoot: Bool { steps.isEmpty }

  /// The path one member further down.
  package func appending(_ member: String) -> JSONPath { JSONPath(steps + [.member(member)]) }

  /// The path one element further down.
  package func appending(_ index: Int) -> JSONPath { JSONPath(steps + [.element(index)]) }

  /// This path read from another one: `evses[0]` before `uid` gives `evses[0].uid`.
  package func appending(_ rest: JSONPath) -> JSONPath { JSONPath(steps + rest.steps) }
}

extension JSONPath: CustomStringConvertible {
  /// The written form; empty for the root.
  ///
  /// Names that are no plain words are quoted in brackets.
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .element(let index): text += "[\(index)]"
      case .member(let name) where Self.isPlain(name): text += text.isEmpty ? name : ".\(name)"
      case .member(let name): text += "[\"\(name)\"]"
      }
    }
    return text
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x2E && $0 != 0x5B && $0 != 0x5D && $0 != 0x22 }
  }
}
