package import BilateralModel
package import BilateralNet
package import BilateralTerms

/// What an address of our interface means, and how it is written.
///
/// `versions`, `{version}`, `{version}/credentials`, `{version}/{sender|receiver}/{module}/…`. Addresses of 2.1.1 do not
/// name the side: `2.1.1/{module}/…`; for who is both to a partner, all of 2.1.1 stands below `cpo/` and `emsp/` too,
/// with `cpo/versions` and `emsp/versions` (VE-04, X-12).
package struct OCPIAddress: Sendable, Equatable {
  /// One of our roles with a versions URL of its own.
  package enum Door: String, Sendable, CaseIterable {
    case cpo, emsp

    /// The role.
    package var kind: PartyRole.Kind { self == .cpo ? .cpo : .emsp }
  }

  /// The part of us that is spoken to; nil means all of us.
  package var door: Door?
  /// The version; nil for the list of versions.
  package var version: OCPIVersion?
  package var module: ModuleID
  /// The side; nil where the address does not tell it.
  package var role: InterfaceRole?
  /// What follows the module.
  package var rest: [String] = []

  /// An address to be written.
  package init(
    _ module: ModuleID = .versions, _ role: InterfaceRole? = nil, in version: OCPIVersion? = nil,
    through door: Door? = nil
  ) {
    (self.module, self.role, self.version) = (module, role, version)
    self.door = version?.frame.namesSides == true ? nil : door
  }

  /// Reads the segments after the base.
  ///
  /// - Throws: a refusal with HTTP 404.
  package init(_ path: [String]) throws(OCPIRefusal) {
    var path = path.last == "" ? path.dropLast() : path[...]
    let door = path.first.flatMap(Door.init)
    if door != nil { path = path.dropFirst() }
    self.init(through: door)
    guard let first = path.popFirst() else { throw .nowhere }
    guard first != "versions" else {
      guard path.isEmpty else { throw .nowhere }
      return
    }
    let version = try Self.version(first)
    guard door == nil || !version.frame.namesSides else { throw .nowhere }
    self.version = version
    try read(&path, version.frame)
  }

  private static func version(_ text: String) throws(OCPIRefusal) -> OCPIVersion {
    if let version = OCPIServer.versions.first(where: { $0.description == text }) { return version }
    guard text.first?.isNumber == true else { throw .nowhere }
    let served = OCPIServer.versions.map(\.description).joined(separator: ", ")
    throw OCPIRefusal(.notFound, .unsupportedVersion, "we do not speak \(text.prefix(16)), but \(served)")
  }

  private mutating func read(_ path: inout ArraySlice<String>, _ rules: FrameRules) throws(OCPIRefusal) {
    guard let head = path.popFirst() else { return }
    if head == "credentials" || !rules.namesSides {
      module = ModuleID(rawValue: head)
    } else {
      guard let role = Self.sides.first(where: { $0.rawValue.lowercased() == head }),
        let name = path.popFirst()
      else { throw .nowhere }
      (self.role, module) = (role, ModuleID(rawValue: name))
    }
    rest = Array(path)
  }

  private static let sides: [InterfaceRole] = [.sender, .receiver]

  /// The segments after the base.
  package var segments: [String] {
    let head = door.map { [$0.rawValue] } ?? []
    guard let version else { return head + ["versions"] }
    guard module != .versions else { return head + ["\(version)"] }
    let side = version.frame.namesSides && module != .credentials ? role : nil
    return head + ["\(version)"] + (side.map { [$0.rawValue.lowercased()] } ?? []) + [module.rawValue] + rest
  }

  /// What the module is handed: what follows it; the versions module gets the version, if any.
  var path: [String] { module == .versions ? version.map { ["\($0)"] } ?? [] : rest }

  /// The absolute address.
  package func url(below base: HTTPURL) -> HTTPURL { base.appending(segments: segments) }

  /// Whether it is asked for something that is answered with a no of its own while the module rests: whether a driver
  /// may charge, and commands.
  var isQuestion: Bool { module == .commands || (module == .tokens && rest.last == "authorize") }

  /// Whether a token A may come here.
  package var isOpenToRegistration: Bool { module == .versions || module == .credentials }
}

extension OCPIRefusal {
  /// No interface of ours is at that address.
  fileprivate static var nowhere: OCPIRefusal { .notFound("no such address") }
}
