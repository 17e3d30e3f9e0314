import BilateralBase

/// What is known of a partner before its file exists: what a data sheet says, or what its address has answered.
struct LearnedSide: Sendable {
  var name: String?
  var parties: [String] = []
  var versionsURL: String?
  /// The versions it offers; empty where nobody said.
  var versions: [String] = []
  /// The template that fits it; nil where nothing tells its role.
  var template: String?
  /// Whether its address took our token as it stands, though its version wants Base64.
  var takesRawToken = false

  /// The template for a partner with these roles: the word of the first that has one.
  static func template(of parties: [String]) -> String? {
    let roles = parties.compactMap { $0.split(separator: ":").last.map { String($0).lowercased() } }
    return ["hub", "emsp", "cpo"].first(where: roles.contains)
  }
}

extension LearnedSide {
  /// Reads what `partnerctl datasheet` writes, as TOML or JSON.
  ///
  /// - Throws: BR838 with what is missing.
  init(dataSheet bytes: [UInt8], named file: String) throws(Failure) {
    let isJSON = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
    try self.init(isJSON ? Self.json(bytes) : Self.toml(bytes, file), file)
    template = Self.template(of: parties)
  }

  /// The values of a sheet, by their names in JSON.
  private struct Values {
    var name: String?
    var roles: [String]
    var versionsURL: String?
    var versions: [String]
  }

  private init(_ values: Values?, _ file: String) throws(Failure) {
    guard let values, let name = values.name, !values.roles.isEmpty else {
      throw Failure(
        .badInput, "BR838: \(file) is no data sheet: it has no name or no roles",
        help: "the partner writes one by partnerctl datasheet --out FILE")
    }
    if let odd = values.roles.first(where: { !Initialisation.isParty($0) }) {
      throw Failure(.badInput, "BR838: \(file): \"\(odd)\" is not a party such as NL-ACM:EMSP")
    }
    self.init()
    (self.name, parties, versionsURL, versions) = (name, values.roles, values.versionsURL, values.versions)
  }

  private static func json(_ bytes: [UInt8]) -> Values? {
    guard let json = try? JSON.parse(bytes) else { return nil }
    func texts(_ name: String) -> [String] { json[name]?.elements?.compactMap(\.string) ?? [] }
    return Values(
      name: json["name"]?.string, roles: texts("roles"), versionsURL: json["versions_url"]?.string,
      versions: texts("versions"))
  }

  private static func toml(_ bytes: [UInt8], _ file: String) -> Values? {
    let document = TOMLDocument(parsing: bytes, file: file)
    guard document.problems.isEmpty else { return nil }
    let (root, connection) = (document.root, document.root["connection"])
    func texts(_ node: TOMLNode?) -> [String] { node?.elements.compactMap(\.string) ?? [] }
    return Values(
      name: root["name"]?.string, roles: texts(root["them"]?["roles"]),
      versionsURL: connection?["versions_url"]?.string, versions: texts(connection?["allowed_versions"]))
  }
}
