import Bilateral
import BilateralBase
import BilateralModel
import BilateralTerms

extension Command {
  /// `review`: an edit of a partner file for those who approve it.
  static let review = Command(
    group: .money, name: "review", summary: "an edit as Markdown for a pull request: words and money",
    about:
      "Compares the partner's file with what is in force, or with --base: what changes in sentences, what past "
      + "sessions would have cost, worked examples, the prices that the partner sees, what the guards say that apply "
      + "will hear, and the checks. Between git refs the price lists of each ref count. Without past sessions the "
      + "money part says so.",
    positionals: [.init(name: "ID", repeats: true, summary: "partner ids, or their edited files")],
    flags: [PriceFlags.base] + PriceFlags.sessions + [PriceFlags.side, PriceFlags.locations]
      + PriceFlags.place,
    examples: [
      .init(line: "partnerctl review acme --base main", says: "what this branch changes"),
      .init(
        line: "partnerctl review acme --base main --sessions 2026-10.csv.gz > review.md",
        says: "with the money of October"),
    ],
    exits: [.done, .findings, .badInput, .missing], acts: [.now],
    run: { (invocation) async throws(Failure) in try await ReviewCommand(invocation: invocation).run() })
}

/// Reviews edits, one partner after the other.
struct ReviewCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// All that is told of one edit.
  struct Review: Sendable {
    let file: PartnerFile
    let older: TermsVersion
    let newer: TermsVersion
    let differences: [TermDifference]
    let sentences: [String]
    /// What past sessions would have cost, or why nobody knows.
    var impact: Result<ImpactCommand.Impact, Failure>?
    /// Prices that the partner sees; empty without any.
    var prices: [PriceComparison] = []
    var examples: [WorkedExample] = []
    /// What the guards say; empty without prices.
    var guards: [PlanGuard] = []

    /// Whether nothing of it has to be answered for.
    var isSound: Bool {
      !newer.findings.hasErrors && !guards.contains { $0.state == .refuse }
    }
  }

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let versions = try TermsVersions(invocation)
    var reviews: [Review] = []
    for word in invocation.arguments.positionals { reviews.append(try await review(word, versions)) }
    ReviewView(invocation: invocation).show(reviews)
    return reviews.allSatisfy(\.isSound) ? .done : .findings
  }

  private func review(_ word: String, _ versions: TermsVersions) async throws(Failure) -> Review {
    let newer = try versions.onDisk(word)
    guard let file = newer.file else { throw Failure(.missing, "there is no file of \(word)") }
    let impact = ImpactCommand(invocation: invocation)
    let older = try await impact.olderVersion(newer, versions)
    let differences = TermDifference.between(older.file, file)
    var review = Review(
      file: file, older: older, newer: newer, differences: differences,
      sentences: ChangeWords(from: older.file, to: file).sentences(differences))
    guard PriceSide.allCases.contains(where: { file.hasTable($0.path) }) else { return review }
    let desk = try PriceDesk(versions.folder())
    review.impact = await money(impact, older, newer, desk)
    try await addPrices(&review, desk)
    review.guards = try await guards(review, versions, desk)
    return review
  }

  private func money(
    _ command: ImpactCommand, _ older: TermsVersion, _ newer: TermsVersion, _ desk: PriceDesk
  ) async
    -> Result<ImpactCommand.Impact, Failure>
  {
    do throws(Failure) {
      return .success(try await command.impact(older, newer, [.rule, .month], desk))
    } catch {
      return .failure(error)
    }
  }

  /// The guards that `apply` asks, over these two versions.
  private func guards(
    _ review: Review, _ versions: TermsVersions, _ desk: PriceDesk
  ) async throws(Failure) -> [PlanGuard] {
    let now = try invocation.now()
    guard let after = await desk.prices(review.newer, now: now) else { return [] }
    let before = await desk.prices(review.older, now: now)
    let groups = LocationGroups(texts: review.newer.text.groups)
    var guarding = PriceGuards(from: before, to: after, now: now)
    for id in desk.fleet.partnerIDs where id != review.file.id {
      guard let version = try? versions.onDisk(id), version.file?.hasTable(PriceSide.sell.path) == true,
        let sell = await desk.prices(version, now: now)?[.sell]
      else { continue }
      guarding.others.append(sell)
    }
    let named = invocation.arguments.text("locations").map(invocation.console.absolute)
    let isOurs = try invocation.arguments.side(of: review.file) == .sell
    if after[.sell] != nil {
      guarding.ours = SharedPlaces.places(
        of: try await desk.locations(file: isOurs ? named : nil), for: review.file, groups: groups)
    }
    if after[.buy] != nil || after[.retail] != nil {
      guarding.theirs = try await desk.theirPlaces(review.file.id, groups, file: isOurs ? nil : named)
    }
    return PlanGuard.all(guarding.verdicts)
  }

  private func addPrices(_ review: inout Review, _ desk: PriceDesk) async throws(Failure) {
    let side = try invocation.arguments.side(of: review.file)
    let now = try invocation.now()
    guard let before = try? await desk.pricing(review.older, side, now: now) else { return }
    let after = try await desk.pricing(review.newer, side, now: now)
    let moment = after.lastBeginning(desk.zone, review.file, notBefore: now)
    review.prices = PriceComparison.all(before, at: now, after, at: moment)
    review.examples = WorkedExample.all(
      ReplayTerms(label: "before", pricing: before, moment: now, zones: desk.zone),
      ReplayTerms(label: "after", pricing: after, moment: moment, zones: desk.zone),
      try invocation.arguments.placeDefaults(review.file))
  }
}
