import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

extension ConnectionCheck {
  /// Versions, endpoints, lists, clock and latency, with the token of the registration or token A.
  func checkOCPI(
    _ file: PartnerFile, _ url: HTTPURL, learns: Bool, _ walk: inout StepWalk
  ) async throws {
    guard let token = token(file) else {
      return walk.fail(
        "versions",
        ControlFailure(
          "BR303", "there is no token to call with",
          help: "partnerctl secret set \(file.id)/token-a stores the one the partner sent", exit: 77,
          place: file.place(near: "connection.token_a")))
    }
    let client = try maker.client(for: file, announced: "\(url)")
    let (form, isKnown) = file.tokenForm(learned: usualForm(file))
    let origin = PartnerOrigin([url])
    var survey = PartnerSurvey(client: client, origin: origin, token: token, form: form, isFormKnown: isKnown)
    var offered: [Version] = []
    await walk.step("versions") { () throws(ControlFailure) in
      do throws(RegistrationProblem) {
        offered = try await survey.versions(at: url)
      } catch {
        guard case .call(let failure) = error else {
          throw ControlFailure(error, near: "connection.versions_url", of: file)
        }
        let isOther = await isTaken(token, form.other, url, client, after: failure)
        throw CheckFailure(
          failure, file, otherForm: isOther ? form.other : nil, isRegistered: isRegistered(file)
        )
        .versions
      }
      return Self.words(offered, survey.form)
    }
    await checkEndpoints(file, url, offered, &survey, &walk)
    if isRegistered(file), let link = commons.links[file.id] {
      let lists = ListCheck(link: link, client: client, token: token, form: survey.form, learns: learns)
      for module in lists.modules {
        await walk.step("list of \(module)") { () throws(ControlFailure) in try await lists.check(module) }
      }
    }
    await checkClock(file, client, url, token, survey.form, &walk)
  }

  /// Whether the partner takes the token in the other form, though the file rules it out.
  private func isTaken(
    _ token: SecretText, _ form: TokenForm, _ url: HTTPURL, _ client: OCPIClient, after failure: OCPIFailure
  ) async -> Bool {
    guard case .credentialsRefused = failure.kind,
      (try? await client.call(OCPIRequest(.get, url), token: token, form: form)) != nil
    else { return false }
    client.dialect.meets(
      .tokenHeaderBase64, form == .base64 ? "true" : "false",
      "GET \(url.path) takes the token \(form.words) and refuses it otherwise")
    return true
  }

  private func usualForm(_ file: PartnerFile) -> TokenForm {
    let link = commons.links[file.id]
    return link?.ownFacts.theirTokens.inUse?.form
      ?? (file.acceptedVersions.last ?? .newest).frame.tokenForm
  }

  private func isRegistered(_ file: PartnerFile) -> Bool {
    commons.links[file.id]?.ownFacts.state == .registered
  }

  private func token(_ file: PartnerFile) -> SecretText? {
    if let token = commons.links[file.id]?.ownFacts.theirToken { return token }
    let reference = file.connection.tokenA ?? .stored("\(file.id)/token-a")
    return (try? commons.vault.text(reference)).map { SecretText($0) }
  }

  private static func words(_ offered: [Version], _ form: TokenForm) -> String {
    let hint = form == .raw ? "; token as it is (dialect.token_header_base64 = false)" : "; token as Base64"
    return offered.map(\.version).joined(separator: " ") + hint
  }

  private func checkEndpoints(
    _ file: PartnerFile, _ url: HTTPURL, _ offered: [Version], _ survey: inout PartnerSurvey,
    _ walk: inout StepWalk
  ) async {
    let terms = file.connection
    let needs = ModuleMatrix.needs(file, served: served)
    await walk.step("endpoints") { () throws(ControlFailure) in
      do throws(RegistrationProblem) {
        let choice = try VersionChoice.choose(
          offered, policy: terms.versionPolicy, allowed: terms.allowedVersions, served: OCPIServer.versions)
        try file.demandOneParty(in: choice.version)
        let announced = try await survey.details(of: choice, listedAt: url)
        try ModuleMatrix.demand(needs, in: announced.endpoints)
        return ([choice.version.description, announced.words] + announced.notes).joined(separator: "; ")
      } catch {
        throw ControlFailure(error, near: CheckFailure.path(of: error), of: file)
      }
    }
  }

  private func checkClock(
    _ file: PartnerFile, _ client: OCPIClient, _ url: HTTPURL, _ token: SecretText, _ form: TokenForm,
    _ walk: inout StepWalk
  ) async {
    let surroundings = commons.surroundings
    var latency = Duration.zero
    await walk.step("clock skew") { () throws(ControlFailure) in
      let start = surroundings.elapsed()
      let answer: OCPIAnswer
      do {
        answer = try await client.call(OCPIRequest(.get, url), token: token, form: form)
      } catch {
        throw ControlFailure(error)
      }
      latency = surroundings.elapsed() - start
      return try ClockSkew(answer, now: surroundings.wallClock.now()).words(file)
    }
    let took = latency
    await walk.step("latency") { () throws(ControlFailure) in
      guard took < .milliseconds(file.connection.timeoutMilliseconds / 2) else {
        throw ControlFailure(
          "BR241",
          "an answer takes \(took.inMilliseconds) ms, the limit is \(file.connection.timeoutMilliseconds)",
          help: "ask the partner why; raise connection.timeout if it stays so", exit: 1,
          place: file.place(near: "connection.timeout"))
      }
      return "\(took.inMilliseconds) ms"
    }
  }
}

/// How far the partner's clock is from ours, by the `Date` of an answer, else by its envelope.
struct ClockSkew {
  /// How far the clocks may be apart: less than the overlap of the pull loops.
  private static let most: Int64 = 60

  private let theirs: Timestamp?
  private let isWhole: Bool
  private let ours: Timestamp

  init(_ answer: OCPIAnswer, now: Timestamp) {
    let date = answer.fields["Date"].flatMap { HTTPDate.moment($0) }
    theirs = date ?? answer.envelope.timestamp
    isWhole = date != nil
    ours = now
  }

  /// The skew in words; nil when the partner tells no time.
  func words(_ file: PartnerFile) throws(ControlFailure) -> String? {
    guard let theirs else { return nil }
    // A Date is cut to the second, so half a second is added to it.
    let milliseconds = (theirs.microseconds - ours.microseconds) / 1000 + (isWhole ? 500 : 0)
    let tenths = milliseconds / 100
    let text = "\(tenths < 0 ? "-" : "+")\(abs(tenths / 10)).\(abs(tenths % 10)) s"
    guard abs(milliseconds) <= Self.most * 1000 else {
      throw ControlFailure(
        "BR223", "their clock differs by \(text)",
        help: "compare both clocks with a time server; until then raise sync.locations.overlap above it",
        exit: 1,
        place: file.place(near: "sync.locations.overlap"))
    }
    return text
  }
}
