/// One requirement, as its register states it.
struct Requirement: Equatable {
  /// Why no test holds a requirement.
  enum Excuse: Equatable {
    /// A platform of our kind does not do this, for the reason given.
    case notApplicable(String)
    /// The module comes later.
    case notBuilt
  }

  /// The number of the whole catalogue, such as `TR-28`.
  let id: String
  /// What the register says of it, in the order of the shape's fields.
  let cells: [String]
  let excuse: Excuse?
}

/// The requirements of one area, such as `TR`, transport and format.
struct RequirementArea: Equatable {
  let key: String
  let title: String
  let requirements: [Requirement]
}
