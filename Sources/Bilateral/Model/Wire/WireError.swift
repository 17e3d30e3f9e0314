package import BilateralBase

/// Why an object cannot be read or written: the path of the field and what is wrong with it.
package struct WireError: Error, Sendable, Hashable {
  /// The closed list of problems.
  package enum Problem: Sendable, Hashable {
    /// A required field is absent or `null`.
    case missing
    /// A value is of another JSON kind than its type.
    case wrongKind(expected: String, found: JSONKind)
    /// A value has the right kind but no meaning, such as a date that is none.
    case unreadable(expected: String, found: String)
    /// A list that must hold something is empty.
    case empty
    /// The target version cannot say this, so the object is not sent.
    case withheld(String)
    /// A change names no `last_updated` (TR-47).
    case notJSON(JSONError)
  }

  /// The field.
  package var path: JSONPath
  /// What is wrong with it.
  package var problem: Problem

  /// Makes an error at a path.
  package init(_ problem: Problem, at path: JSONPath = JSONPath()) {
    self.path = path
    self.problem = problem
  }
}

extension WireError: CustomStringConvertible {
  /// One sentence such as `evses[0].connectors[1].standard is missing`.
  package var description: String {
    let subject = path.isRoot ? "the object" : path.description
    return switch problem {
    case .missing: "\(subject) is missing"
    case .wrongKind(let expected, let found): "\(subject) must be \(expected), not \(found.words)"
    case .unreadable(let expected, let found): "\(subject) must be \(expected), not \"\(found)\""
    case .empty: "\(subject) must not be empty"
    case .withheld(let reason): "\(subject) cannot be sent: \(reason)"
    case .notJSON(let error): error.description
    }
  }

  /// The same as a finding, an error with its code.
  package var finding: WireFinding {
    let code: WireFinding.Code =
      switch problem {
      case .missing: .missing
      case .wrongKind: .wrongKind
      case .unreadable: .unreadable
      case .empty: .empty
      case .withheld: .withheld
      case .notJSON: .notJSON
      }
    return WireFinding(.error, code, path: path, description)
  }
}

extension JSONDocument {
  /// Reads a text of the wire; what breaks the grammar or a limit is an error of the object.
  package init(wire bytes: [UInt8]) throws(WireError) {
    do throws(JSONError) {
      try self.init(parsing: bytes)
    } catch {
      throw WireError(.notJSON(error), at: error.path)
    }
  }
}

extension JSONKind {
  /// The kind with its article, for messages.
  var words: String {
    switch self {
    case .null: "null"
    case .true, .false: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
