extension JSON {
  /// The value of the first member with that name, or nothing.
  ///
  /// Assigning sets the member in place or appends it; assigning `nil` removes it. On anything but an object
  /// reading gives nothing and assigning starts an object.
  package subscript(name: String) -> JSON? {
    get { members?.first { $0.name == name }?.value }
    set {
      var members = self.members ?? []
      let position = members.firstIndex { $0.name == name }
      switch (position, newValue) {
      case (let position?, let value?): members[position].value = value
      case (let position?, nil): members.remove(at: position)
      case (nil, let value?): members.append(JSONMember(name, value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }

  /// The element at that position, or nothing.
  package subscript(position: Int) -> JSON? {
    guard let elements, elements.indices.contains(position) else { return nil }
    return elements[position]
  }

  /// The value at a path, or nothing.
  package subscript(path: JSONPath) -> JSON? {
    var here: JSON? = self
    for step in path.steps {
      switch step {
      case .member(let name): here = here?[name]
      case .element(let index): here = here?[index]
      }
    }
    return here
  }

  /// The members of an object, otherwise nothing.
  package var members: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The elements of an array, otherwise nothing.
  package var elements: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The text of a string, otherwise nothing.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The spelling of a number, otherwise nothing.
  package var numberText: String? {
    guard case .number(let text) = self else { return nil }
    return text
  }

  /// The value of a whole number that fits; `16.0` is none.
  package var int: Int? { numberText.flatMap { Int($0) } }

  /// The value of `true` or `false`, otherwise nothing.
  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// Whether this is `null`.
  package var isNull: Bool { self == .null }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// A string.
  package init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  package init(integerLiteral value: Int) { self = .number(String(value)) }
  /// `true` or `false`.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// An object whose members stand in the order written.
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { JSONMember($0.0, $0.1) })
  }
  /// `null`.
  package init(nilLiteral: ()) { self = .null }
  /// A whole number.
  package init(_ value: Int) { self = .number(String(value)) }
}
