import BilateralBase

/// The path of a walk: cheap to extend and to shorten, made readable only for a message.
struct WirePath {
  enum Step {
    case member(StaticString)
    case element(Int)
  }

  private var steps: ContiguousArray<Step> = []

  init() { steps.reserveCapacity(16) }

  @inline(__always)
  mutating func push(_ step: Step) { steps.append(step) }
  @inline(__always)
  mutating func push(_ name: StaticString) { steps.append(.member(name)) }
  @inline(__always)
  mutating func push(_ position: Int) { steps.append(.element(position)) }
  @inline(__always)
  mutating func pop() { steps.removeLast() }

  /// The path as the rest of the house knows it.
  var json: JSONPath {
    JSONPath(
      steps.map {
        switch $0 {
        case .member(let name): .member(name.description)
        case .element(let position): .element(position)
        }
      })
  }
}
