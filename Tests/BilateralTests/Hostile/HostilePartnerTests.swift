import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// A partner that presents its right token and attacks: one table, each row with what was answered.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HostilePartnerTests {
  /// Objects that are there before the attacks.
  private func settle(_ stage: HostileStage) async throws {
    for (id, party) in [("acme", "NL/ACM"), ("blue", "FR/BLU")] {
      for kind in Self.kinds {
        let path = "/2.2.1/receiver/\(kind.module)/\(party)/\(kind.id)"
        let answer = try await stage.send(.put, path, Array(kind.text(party).utf8), as: id)
        #expect(answer.codes == [201, 1000], "\(path): \(answer)")
      }
      let cdr = try await stage.send(
        .post, "/2.2.1/receiver/cdrs", Array(HostileStage.cdr(party).utf8), as: id)
      #expect(cdr.codes == [201, 1000], "\(cdr)")
    }
  }

  private func run(_ rows: [Row], on stage: HostileStage) async throws {
    for row in rows {
      let before = try await stage.state()
      let body = row.bytes ?? row.body.map { Array($0.utf8) }
      let answer = try await stage.send(row.method, row.path, body, row.fields)
      let isRight = row.due.contains(answer.codes) && (row.says.isEmpty || answer.message.contains(row.says))
      print(isRight ? "ok  " : "FAIL", row.name, "·", answer)
      #expect(isRight, "\(row.name): \(answer)")
      guard answer.ocpi != 1000 || row.method == .get else { continue }
      let after = try await stage.state()
      #expect(before == after, "\(row.name) changed something")
    }
  }

  @Test(
    "S-11 S-12 S-29 S-30 TR-53 TR-54 TR-55 a partner with a right token that attacks changes nothing: parties, texts, sizes"
  )
  func attacks() async throws {
    let stage = try await HostileStage.open()
    try await settle(stage)
    let before = try await stage.state()
    #expect(before.count == 12)
    try await run(Self.parties + Self.texts, on: stage)
    let blues = try await stage.state().filter { $0.contains(" blue ") || $0.hasPrefix("blue") }
    #expect(blues == before.filter { $0.contains(" blue ") || $0.hasPrefix("blue") })
    #expect(
      try await stage.send(.get, "/versions", as: "blue").codes == [200, 1000], "blue is served as before")
    #expect(stage.canary.visits == 0)
    await stage.close()
  }

  /// Addresses that an order or a registration may not make us call.
  private func elsewhere(_ stage: HostileStage) -> [String] {
    let port = stage.side.listening.partners.port ?? 0
    let office = stage.side.listening.backOffice.port ?? 0
    return [
      "\(stage.side.listening.publicURL)/versions", "https://127.0.0.1:\(port)/ocpi/2.2.1/credentials",
      "https://localhost:\(port)/ocpi/versions", "https://[::ffff:127.0.0.1]:\(port)/ocpi/versions",
      "http://127.0.0.1:\(office)/partners", "http://127.0.0.1:\(office)/metrics", stage.blue.versionsURL,
      stage.blue.versionsURL.replacing("127.0.0.1", with: "localhost"), "\(stage.canary.origin)/x",
      "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/x", "http://[::1]/x", "http://[fd00::1]/x",
      "http://[64:ff9b::7f00:1]/x", "http://0.0.0.0/x", "http://2130706433/x", "http://0x7f.1/x",
      "http://127.1/x",
      "file:///etc/passwd", "unix:/run/x.sock", "gopher://127.0.0.1/x", "http://acme@127.0.0.1:\(office)/x",
      stage.acme.versionsURL.replacing("http:", with: "https:"), "//127.0.0.1/x", "", " ",
      stage.acme.base.replacing("http://", with: "http://canary.example\\@"),
      "http://127.0.0.1:\(office)#\(stage.acme.base)",
    ]
  }

  @Test(
    "S-15 S-19 orders whose result is wanted at our own machine, a private address or another partner's are refused"
  )
  func results() async throws {
    let stage = try await HostileStage.open()
    let before = try await stage.state()
    let visits = stage.acme.requests.count + stage.blue.requests.count
    for url in elsewhere(stage) {
      for kind in [CommandKind.startSession, .stopSession, .reserveNow, .cancelReservation, .unlockConnector]
      {
        let body = CommandHouse.taken(kind, url, .v2_2_1)
        let answer = try await stage.send(
          .post, "/2.2.1/receiver/commands/\(kind.rawValue)", Array(body.utf8))
        #expect(
          answer.codes == [200, 2001] && answer.message.contains("response_url"), "\(kind) \(url): \(answer)")
        if kind == .startSession { print("ok   result at \(url) ·", answer) }
      }
      let query = "?duration=600&response_url=\(HTTPURL.encoded(url))"
      for method in [HTTPMethod.get, .delete] {
        let answer = try await stage.send(method, "/2.2.1/receiver/chargingprofiles/S1\(query)")
        #expect(answer.codes == [200, 2001], "\(method.name) \(url): \(answer)")
      }
      let set = CommandHouse.taken(.setProfile, url, .v2_2_1)
      let answer = try await stage.send(.put, "/2.2.1/receiver/chargingprofiles/S1", Array(set.utf8))
      #expect(answer.codes == [200, 2001], "PUT \(url): \(answer)")
    }
    #expect(try await stage.state() == before)
    await stage.side.stop()
    #expect(stage.canary.visits == 0 && stage.acme.requests.count + stage.blue.requests.count == visits)
    await stage.close()
  }

  @Test(
    "S-15 S-19 CR-15 CR-29 credentials that name our own machine, a foreign host or none end in words, and the old ones stay"
  )
  func credentials() async throws {
    let stage = try await HostileStage.open()
    let before = try await stage.state()
    let urls = [
      "\(stage.side.listening.publicURL)/versions", "\(stage.side.listening.publicURL)",
      "\(stage.side.listening.publicURL)/../ocpi/versions",
      "http://127.0.0.1:\(stage.side.listening.backOffice.port ?? 0)/ocpi/versions", "file:///etc/passwd", "",
      "http://acme@127.0.0.1/versions", "http://2130706433/versions", "javascript:alert(1)",
      "//127.0.0.1/versions",
    ]
    for url in urls {
      let body = stage.acme.credentials("new-token-0123456789", party: "NLACM", role: "EMSP", url: url)
      let answer = try await stage.send(.put, "/2.2.1/credentials", body.bytes)
      print("ok   credentials at \(url) ·", answer)
      #expect(answer.http == 200 && [2001, 3001].contains(answer.ocpi), "\(url): \(answer)")
      #expect(
        !answer.message.contains("BR4") && !answer.message.contains("error"), "no word of who answered there")
      #expect(
        url.hasPrefix("http://127.0.0.1:") || answer.ocpi == 2001, "refused before anybody was called: \(url)"
      )
      #expect(try await stage.state() == before, "\(url)")
    }
    // In the name of another partner, and of ourselves.
    for party in ["FRBLU", "DENVO"] {
      let body = stage.acme.credentials("new-token-0123456789", party: party, role: "EMSP")
      let answer = try await stage.send(.put, "/2.2.1/credentials", body.bytes)
      print("ok   credentials as \(party) ·", answer)
      #expect(answer.http == 200 && answer.ocpi == 2001, "\(party): \(answer)")
      #expect(try await stage.state() == before, "\(party)")
    }
    #expect(
      try await stage.send(.get, "/2.2.1/credentials").codes == [200, 1000], "the token of before holds")
    #expect(stage.canary.visits == 0)
    await stage.close()
  }
}
