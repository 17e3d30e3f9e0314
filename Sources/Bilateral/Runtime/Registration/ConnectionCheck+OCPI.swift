import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

extension ConnectionCheck {
  /// How far the clocks may be apart: less than the overlap of the pull loops.
  private static let mostSkewSeconds: Int64 = 60

  /// Versions, endpoints, clock and latency, with the token of the registration or token A.
  func checkOCPI(_ file: PartnerFile, _ url: HTTPURL, _ walk: inout StepWalk) async throws {
    guard let token = token(file) else {
      return walk.fail(
        "versions",
        ControlFailure(
          "BR303", "there is no token to call with",
          help: "partnerctl secret set \(file.id)/token-a stores the one the partner sent", exit: 77))
    }
    let client = try maker.client(for: file, announced: "\(url)")
    let (form, isKnown) = file.tokenForm(learned: commons.links[file.id]?.facts.tokenForm ?? .base64)
    let origin = PartnerOrigin([url])
    var survey = PartnerSurvey(client: client, origin: origin, token: token, form: form, isFormKnown: isKnown)
    var offered: [Version] = []
    await walk.step("versions") { () throws(ControlFailure) in
      do throws(RegistrationProblem) {
        offered = try await survey.versions(at: url)
      } catch {
        throw ControlFailure(error)
      }
      return Self.words(offered, survey.form)
    }
    await checkEndpoints(file, url, offered, &survey, &walk)
    await checkClock(client, url, token, survey.form, &walk)
  }

  private func token(_ file: PartnerFile) -> SecretText? {
    if let token = commons.links[file.id]?.facts.theirToken { return token }
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
        let announced = try await survey.details(of: choice, listedAt: url)
        try ModuleMatrix.demand(needs, in: announced.endpoints)
        return ([choice.version.description, announced.words] + announced.notes).joined(separator: "; ")
      } catch {
        throw ControlFailure(error)
      }
    }
  }

  private func checkClock(
    _ client: OCPIClient, _ url: HTTPURL, _ token: SecretText, _ form: TokenForm, _ walk: inout StepWalk
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
      return try Self.skew(answer.envelope.timestamp, surroundings.wallClock.now())
    }
    let took = latency
    await walk.step("latency") { () throws(ControlFailure) in "\(took.inMilliseconds) ms" }
  }

  private static func skew(_ theirs: Timestamp?, _ ours: Timestamp) throws(ControlFailure) -> String? {
    guard let theirs else { return nil }
    let milliseconds = (theirs.microseconds - ours.microseconds) / 1000
    let tenths = milliseconds / 100
    let text = "\(tenths < 0 ? "-" : "+")\(abs(tenths / 10)).\(abs(tenths % 10)) s"
    guard abs(milliseconds) <= mostSkewSeconds * 1000 else {
      throw ControlFailure(
        "BR223", "their clock differs by \(text)", help: "compare both clocks with a time server", exit: 1)
    }
    return text
  }
}
