import BilateralBase
import BilateralModel
import BilateralNet

/// What holds for every list: it answers, and its objects are what the version says.
extension CertifyCheck {
  static let modules: [CertifyCheck] = kinds.flatMap { kind in
    [answers(kind), own(kind), unique(kind), alone(kind)] + classes.map { kind.check($0) }
  }

  /// A list and where its checks stand.
  private struct Kind: Sendable {
    let letters: String
    let module: ModuleID
    let area: CertifyArea
    let side: Side
    let requirement: String
    /// What one object is called.
    let noun: String

    /// A check of one class of findings over all objects of the page.
    func check(_ found: Class) -> CertifyCheck {
      CertifyCheck(
        "\(letters)-\(found.number)", area, found.requirements, "\(noun)s: \(found.title)", found.level,
        side: side,
        dialect: found.dialect
      ) { [self] desk in
        let page = try await desk.sample(module)
        guard !page.rows.isEmpty else { throw CertifySkip("their list of \(module) is empty") }
        let all = try await findings(page, desk)
        let judgesForm = await desk.expects("TIM-02")
        let finding = all.first {
          found.codes.contains($0.code) && $0.severity != .note && !isEcho($0, of: all)
            && !(judgesForm && $0.isAboutOwnTime)
        }
        return finding.map { finding in
          finding.message + " (\(finding.path))" + (finding.requirement.map { ", \($0)" } ?? "")
        }
      }
    }

    private func findings(_ page: CertifyAnswer, _ desk: CertifyDesk) async throws -> [WireFinding] {
      let version = await desk.version
      let objects = JSON.array(page.rows).bytes
      return try Inspection(objects, module: module.rawValue, version: version)?.findings ?? []
    }
  }

  /// Whether a finding only follows from what cannot be read above it, below it or in its place.
  private static func isEcho(_ finding: WireFinding, of all: [WireFinding]) -> Bool {
    let grave = classes.prefix(2).reduce(into: Set<WireFinding.Code>()) { $0.formUnion($1.codes) }
    guard !grave.contains(finding.code) else { return false }
    return all.contains { grave.contains($0.code) && $0.isInLine(with: finding) }
  }

  /// Findings of one kind.
  private struct Class: Sendable {
    let number: String
    let requirements: String
    let title: String
    let level: Level
    let codes: Set<WireFinding.Code>
    var dialect: (String, String)?
  }

  private static let kinds: [Kind] = [
    Kind(
      letters: "LOC", module: .locations, area: .locations, side: .cpo, requirement: "LOC-01",
      noun: "location"),
    Kind(letters: "TAR", module: .tariffs, area: .tariffs, side: .cpo, requirement: "TAR-01", noun: "tariff"),
    Kind(
      letters: "SES", module: .sessions, area: .sessions, side: .cpo, requirement: "SES-01", noun: "session"),
    Kind(letters: "CDR", module: .cdrs, area: .cdrs, side: .cpo, requirement: "CDR-01", noun: "CDR"),
    Kind(letters: "TOK", module: .tokens, area: .tokens, side: .emsp, requirement: "TOK-01", noun: "token"),
  ]

  private static let classes: [Class] = [
    Class(
      number: "05", requirements: "TR-75 TR-76", title: "nothing that is required is missing", level: .must,
      codes: [.missing, .empty]),
    Class(
      number: "06", requirements: "TR-16", title: "every field has its kind of value", level: .must,
      codes: [.wrongKind, .unreadable, .badNumber]),
    Class(
      number: "07", requirements: "TR-73", title: "numbers and booleans stand without quotes", level: .should,
      codes: [.looseType], dialect: ("numbers_as_strings", "true")),
    Class(
      number: "08", requirements: "TR-67 TR-68", title: "dates are written as OCPI wants them",
      level: .should,
      codes: [.looseTimestamp], dialect: ("date_format", "lenient")),
    Class(
      number: "09", requirements: "TR-64 TR-65", title: "words are those of the version", level: .should,
      codes: [.unknownValue, .dropped]),
    Class(
      number: "10", requirements: "TR-70", title: "texts keep to their lengths", level: .should,
      codes: [.tooLong]),
    Class(
      number: "11", requirements: "TR-71 TR-72", title: "texts have no control characters", level: .should,
      codes: [.controlCharacter, .notASCII]),
    Class(
      number: "12", requirements: "TR-75", title: "fields have the form of the specification", level: .should,
      codes: [.badForm, .formerName, .otherVersion]),
    Class(
      number: "13", requirements: "TR-24", title: "nothing in them contradicts itself", level: .should,
      codes: [.contradiction]),
  ]

  private static func answers(_ kind: Kind) -> CertifyCheck {
    CertifyCheck(
      "\(kind.letters)-01", kind.area, "TR-10 \(kind.requirement)", "the list of \(kind.module) is answered",
      side: kind.side
    ) { desk in
      try await desk.demand(kind.module, .sender)
      let answer = await desk.ask(desk.page(kind.module))
      if answer.failure != nil { return answer.words }
      return answer.fine() ?? (answer.data?.elements == nil ? "there is no list in it: \(answer.words)" : nil)
    }
  }

  private static func own(_ kind: Kind) -> CertifyCheck {
    CertifyCheck(
      "\(kind.letters)-02", kind.area, "TR-56 TR-42", "\(kind.noun)s are of the partner's parties",
      side: kind.side,
      since: .v2_2_1
    ) { desk in
      let theirs = desk.partner.link.theirParties
      guard !desk.isAsked(.hub) else { throw CertifySkip("a hub speaks for others") }
      return try await desk.objects(kind.module).lazy.compactMap { row -> String? in
        guard let country = row["country_code"]?.string, let party = row["party_id"]?.string else {
          return nil
        }
        let isTheirs = PartyID(country: country, party: party).map(theirs.contains) ?? false
        return isTheirs ? nil : "\(name(row) ?? "an object") is of \(country)-\(party)"
      }.first
    }
  }

  private static func unique(_ kind: Kind) -> CertifyCheck {
    CertifyCheck(
      "\(kind.letters)-03", kind.area, "TR-69", "ids of \(kind.module) differ by more than case", .should,
      side: kind.side
    ) { desk in
      var spellings: [String: String] = [:]
      for row in try await desk.objects(kind.module) {
        guard let name = name(row), let id = row["id"]?.string ?? row["uid"]?.string else { continue }
        let known = spellings.updateValue(id, forKey: name) ?? id
        if known != id { return "\(known) and \(id) are both there" }
      }
      return nil
    }
  }

  private static func alone(_ kind: Kind) -> CertifyCheck {
    CertifyCheck(
      "\(kind.letters)-04", kind.area, "TR-06", "the list of \(kind.module) is closed without a token",
      side: kind.side
    ) { desk in
      _ = try await desk.sample(kind.module)
      var ask = desk.page(kind.module, limit: 1)
      ask.token = .none
      let answer = try await desk.ask(ask).came()
      return answer.says(http: [401, 403])
    }
  }
}

extension WireFinding {
  /// Whether it stands at the other's place, above it or below it.
  fileprivate func isInLine(with other: WireFinding) -> Bool {
    func reaches(_ short: String, _ long: String) -> Bool {
      guard long.hasPrefix(short) else { return false }
      return long.dropFirst(short.count).first.map { $0 == "." || $0 == "[" } ?? true
    }
    let (own, others) = ("\(path)", "\(other.path)")
    return reaches(own, others) || reaches(others, own)
  }

  /// Whether it is about the `last_updated` of an object itself, whose form TIM-02 judges.
  fileprivate var isAboutOwnTime: Bool {
    guard code == .looseTimestamp else { return false }
    let parts = "\(path)".split(separator: "]")
    return parts.count == 2 && parts[1] == ".last_updated"
  }
}
