package import BilateralBase
package import BilateralModel
package import BilateralNet
package import BilateralTerms

/// The credentials object that a partner introduces itself with, judged by its partner file.
package struct TheirCredentials: Sendable {
  /// Against what an announcement is held.
  package struct Rules: Sendable {
    package var file: PartnerFile
    package var environment: FleetFile.Environment
    /// The roles of other active partners, with the ids of their files (CR-28).
    package var taken: [PartyRole: String]
    /// The base of our own addresses, where it is known: nobody else's are there (S-19).
    package var ours: HTTPURL?

    package init(
      file: PartnerFile, environment: FleetFile.Environment, taken: [PartyRole: String] = [:],
      ours: HTTPURL? = nil
    ) {
      self.file = file
      self.environment = environment
      self.taken = taken
      self.ours = ours
    }
  }

  /// What we will present to them.
  package let token: SecretText
  /// Where their versions are; at the host of the file, when it names one.
  package let url: HTTPURL
  /// What differs from the file without harm, in words.
  package let notes: [String]
  /// Who is behind the partner where it is a hub of 2.3.0, which lists them (HCI-10).
  package let behind: [PartyRole]

  /// Reads and judges an object.
  ///
  /// An answer to our own POST may name an address that only its sender can see: with `calledAt`, where we have just
  /// been, that is no more than a note.
  ///
  /// - Throws: `.badCredentials`, `.foreignAddress`, `.wrongParties`.
  package init(
    _ node: JSONNode?, version: OCPIVersion, rules: Rules, calledAt known: HTTPURL? = nil
  ) throws(RegistrationProblem) {
    let credentials = try Self.read(node, version)
    guard Self.isToken(credentials.token) else {
      throw .badCredentials("token must be 1 to 512 printable characters without blanks")
    }
    token = SecretText(credentials.token)
    behind =
      credentials.hubPartyID == nil
      ? [] : credentials.roles.compactMap(Self.role).filter { !rules.file.theirRoles.contains($0) }
    let parties = try Self.judge(Self.roles(credentials, version, rules.file), rules)
    do throws(RegistrationProblem) {
      url = try Self.url(credentials.url, rules)
      notes = parties
    } catch {
      guard let known else { throw error }
      url = known
      notes = parties + [error.message]
    }
  }

  private static func read(
    _ node: JSONNode?, _ version: OCPIVersion
  ) throws(RegistrationProblem) -> Credentials {
    guard let node else { throw .badCredentials("there is no credentials object") }
    do {
      return try WireReader.read(Credentials.self, from: node, version: version)
    } catch {
      throw .badCredentials("the credentials object cannot be read: \(error)")
    }
  }

  private static func isToken(_ text: String) -> Bool {
    (1...512).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// The announced versions URL must be https (but for a test fleet) and at the host that the file names.
  private static func url(_ text: String, _ rules: Rules) throws(RegistrationProblem) -> HTTPURL {
    guard let url = try? HTTPURL(text) else { throw .badCredentials("url is not an absolute http address") }
    guard url.scheme == .https || rules.environment == .test else {
      throw .foreignAddress("url must be https: \(url.origin)")
    }
    if let ours = rules.ours, url.origin == ours.origin, (url.path + "/").hasPrefix(ours.path + "/") {
      throw .foreignAddress("url is an address of ours: \(ours)")
    }
    let known = rules.file.connection.versionsURL.flatMap { try? HTTPURL($0) }
    if let known, !PartnerOrigin([known]).owns(url) {
      throw .foreignAddress("url is at \(url.origin), agreed is \(known.origin)")
    }
    return url
  }

  /// At least one party of the file must be announced, and none of another active partner.
  private static func judge(
    _ roles: Set<PartyRole>, _ rules: Rules
  ) throws(RegistrationProblem) -> [String] {
    for role in roles.sorted(by: { "\($0)" < "\($1)" }) where rules.taken[role] != nil {
      throw .wrongParties("\(role) belongs to another connection already")
    }
    let missing = rules.file.theirRoles.filter { !roles.contains($0) }
    guard missing.count < rules.file.theirRoles.count else {
      throw .wrongParties(
        "roles name none of the agreed parties " + missing.map(\.description).joined(separator: ", "))
    }
    // Who is behind a hub is told by its client info, and need not stand in its credentials.
    let silent = roles.contains { $0.kind == .hub } ? missing.filter { $0.kind == .hub } : missing
    let extra = roles.subtracting(rules.file.theirRoles).map { "\($0) is announced but not agreed" }
    return silent.map { "\($0) is agreed but not announced" } + extra.sorted()
  }

  /// What is announced; where a version names a party without its roles, it has those of the file (CR-20).
  private static func roles(
    _ announced: Credentials, _ version: OCPIVersion, _ file: PartnerFile
  ) -> Set<PartyRole> {
    guard version.frame.isOneParty else { return roles(announced, file) }
    let parties = Set(announced.roles.map(\.party))
    let agreed = file.theirRoles.filter { parties.contains($0.party) }
    return agreed.isEmpty ? Set(parties.map { PartyRole($0, .other) }) : Set(agreed)
  }

  /// The roles as announced.
  ///
  /// Of a hub only what was agreed counts: who is behind it may be a partner of ours besides, and comes and goes (P-125). Its own party stands among the roles in 2.2.1, and by itself later (CR-24, CR-25).
  private static func roles(_ announced: Credentials, _ file: PartnerFile) -> Set<PartyRole> {
    let roles = Set(announced.roles.compactMap(Self.role))
    guard let hub = file.theirRoles.first(where: { $0.kind == .hub }) else { return roles }
    let isNamed = announced.hubPartyID == CiString(hub.party.country + hub.party.party)
    return roles.intersection(file.theirRoles).union(isNamed ? [hub] : [])
  }

  private static func role(_ role: CredentialsRole) -> PartyRole? {
    PartyRole.Kind(rawValue: role.role.rawValue.uppercased()).map { PartyRole(role.party, $0) }
  }
}
