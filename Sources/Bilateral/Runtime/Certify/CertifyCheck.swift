package import BilateralModel

/// One thing that a partner must do, as a value: what is asked, and how the answer is judged.
package struct CertifyCheck: Sendable {
  /// Which side of the partner is asked.
  package enum Side: String, Sendable {
    /// Any partner.
    case any
    /// The partner as operator, towards us as provider.
    case cpo
    /// The partner as provider, towards us as operator.
    case emsp
    /// The partner as hub.
    case hub
  }

  /// How much it weighs when it is not met.
  package enum Level: String, Sendable {
    /// It fails.
    case must
    /// It is warned of.
    case should
  }

  /// What a check may do at the partner.
  package enum Act: String, Sendable {
    /// It reads.
    case reads
    /// It writes test objects, or sends what is not OCPI; never at a live partner.
    case writes
    /// It renews the tokens of both sides; only when asked to.
    case rotates
  }

  /// What is wrong, in a sentence; nil when nothing is.
  ///
  /// A check that cannot be made throws ``CertifySkip``.
  package typealias Judgement = @Sendable (CertifyDesk) async throws -> String?

  /// The stable name, such as `PAG-03`.
  package let id: String
  package let area: CertifyArea
  /// The requirements of `docs/requirements.toml` that it is about.
  package let requirements: [String]
  /// What the partner does, in the words of the field.
  package let title: String
  package var level = Level.must
  package var side = Side.any
  package var act = Act.reads
  package var versions: ClosedRange<OCPIVersion> = .v2_1_1 ... .v2_3_0
  /// The line of `[dialect]` by which one lives with it; nil when there is none.
  package var dialect: (key: String, value: String)?
  /// Whether it judges everything that was answered, and so comes last.
  package var isLast = false
  /// Checks that name the cause when they found something: a finding here is only their echo then.
  package private(set) var causes: [String] = []
  /// Whether it judges what stands in answers that hold nothing else to judge.
  private(set) var standsAlone = false
  let judge: Judgement

  /// A check; its area is the one that its table is of.
  init(
    _ id: String, _ area: CertifyArea, _ requirements: String, _ title: String, _ level: Level = .must,
    side: Side = .any, act: Act = .reads, since: OCPIVersion = .v2_1_1, until: OCPIVersion = .v2_3_0,
    dialect: (String, String)? = nil, isLast: Bool = false, _ judge: @escaping Judgement
  ) {
    (self.id, self.area, self.title, self.level) = (id, area, title, level)
    self.requirements = requirements.split(separator: " ").map(String.init)
    (self.side, self.act, self.isLast, self.judge) = (side, act, isLast, judge)
    versions = since...until
    self.dialect = dialect.map { (key: $0.0, value: $0.1) }
  }

  /// A check of one answer.
  static func of(
    _ id: String, _ area: CertifyArea, _ requirements: String, _ title: String, _ ask: CertifyAsk,
    _ level: Level = .must, side: Side = .any, act: Act = .reads, since: OCPIVersion = .v2_1_1,
    until: OCPIVersion = .v2_3_0, _ judge: @escaping @Sendable (CertifyAnswer) throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(
      id, area, requirements, title, level, side: side, act: act, since: since, until: until
    ) { desk in try judge(await desk.ask(ask).came()) }
  }

  /// The same check, whose findings are the echo of what these found before it.
  func echoing(_ ids: String...) -> CertifyCheck {
    var check = self
    check.causes += ids
    return check
  }

  /// The same check, whose findings are never the echo of another's.
  func alone() -> CertifyCheck {
    var check = self
    check.standsAlone = true
    return check
  }

  /// Every check, in the order of the report.
  package static let all: [CertifyCheck] =
    transport + envelope + versions + credentials + paging + time + modules + locations + tariffs + tokens
    + authorize + sessions + cdrs + commands + profiles + hub + hostile + load + inbound
}

/// Why a check was not made; it is never counted as passed.
package struct CertifySkip: Error, Sendable {
  package let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// What came of a check.
package enum CertifyVerdict: Sendable, Equatable {
  case pass
  case fail(String)
  case warn(String)
  case skipped(String)

  /// The word for programs.
  package var word: String {
    switch self {
    case .pass: "pass"
    case .fail: "fail"
    case .warn: "warn"
    case .skipped: "skipped"
    }
  }

  /// What is wrong, or why it was left out.
  package var detail: String? {
    switch self {
    case .pass: nil
    case .fail(let text), .warn(let text), .skipped(let text): text
    }
  }
}
