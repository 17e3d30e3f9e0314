/// What the lines of a register look like: which fields each has, and which words may stand there.
struct RegisterShape: Sendable {
  /// A field that every requirement has.
  struct Field: Sendable {
    let name: String
    /// The words it may have; nil for any text.
    var words: Set<String>?
  }

  /// The register, from the folder of the project.
  let file: String
  let fields: [Field]
  /// The areas that may come later.
  var later: Set<String> = []
  /// Whether every id at the front of a test's name must be one of this register.
  var ownsFrontIDs = false

  /// What OCPI asks.
  static let ocpi = RegisterShape(
    file: "docs/requirements.toml",
    fields: [
      Field(
        name: "versions",
        words: [
          "all", "2.1.1", "2.1.1, 2.2.1", "2.2.1", "2.2.1+", "2.3.0", "2.3.0-pay", "2.3.0-book",
        ]),
      Field(name: "level", words: ["MUST", "SHOULD", "ADVISED"]), Field(name: "title"),
    ], later: ["INV", "PAY", "BOK"], ownsFrontIDs: true)

  /// What must hold against those who mean harm.
  static let security = RegisterShape(
    file: "docs/security.toml",
    fields: [Field(name: "title"), Field(name: "threat"), Field(name: "does")])
}
