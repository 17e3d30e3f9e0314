import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralTestTools
import BilateralTerms
import BilateralTesting
import Glibc

@testable import partnerctl

/// A partner that presents its token to a runtime of ours and repeats each message until it is taken.
struct PushingPartner: Sendable {
  let fleet: String
  let token: String

  func call(_ method: HTTPMethod, _ path: String, _ body: [UInt8]) throws(Failure) -> JSON {
    let address = readFile(fleet + "/state/test/server.addr")?.filter { !$0.isWhitespace }
    guard let port = address?.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw Failure(.conflict, "no back office: nobody says where the runtime listens")
    }
    let header = "Token " + Base64.encode(Array(token.utf8))
    let answer = try ask(port, "/ocpi/2.2.1/receiver/" + path, authorization: header, method, body)
    let json = try? JSON.parse(answer.body)
    guard json?["status_code"]?.int == 1000 else {
      throw Failure(.refused, "\(method) \(path): \(answer.status) \(json?.text ?? "")")
    }
    return json ?? .null
  }
}

/// An operator pushes sessions and CDRs to us, and a provider cards; we die and are started again.
enum PushedJourney {
  @Sendable static func play(_ run: KillRun) async throws {
    let folder = try RunCommandTests.fleet()
    let text = folder.text("partnerctl.toml") ?? ""
    try folder.write(
      "partnerctl.toml", text.replacing(#"["DE-NVO:CPO"]"#, with: #"["DE-NVO:CPO", "DE-NVO:EMSP"]"#))
    let group = try EventLoopGroup(count: 1)
    let operatorSide = try partner("sven", "SE-SIM", .cpo, folder, group)
    let provider = try partner("fred", "FR-TOK", .emsp, folder, group)
    let victim = Victim("the runtime", folder.path)
    try victim.start()
    for id in ["sven", "fred"] { _ = try victim.control.verb("register", of: id) }
    let toil = Toil()
    let sven = PushingPartner(fleet: folder.path, token: operatorSide.memory.theirToken ?? "")
    let fred = PushingPartner(fleet: folder.path, token: provider.memory.theirToken ?? "")
    for name in ["A", "B"] { try charge(name, toil, sven, victim.door) }
    try print(toil, fred, victim.door)
    func look(_ victim: Victim) throws {
      let words = toil.words
      run.tally.lost += Toil.lost("", words, in: try marks(victim))
    }
    try run.storm([victim], commits: 1...20, after: look)
    try toil.finish()
    (run.tally.acknowledged, run.tally.lost) = (toil.calls, run.tally.lost + toil.complaints)
    try look(victim)
    for (what, sql) in [
      ("rows", "SELECT object FROM received WHERE module = 'cdrs'"),
      ("events", "SELECT id FROM events WHERE module = 'cdrs'"),
      ("prices", "SELECT object FROM cdr_times"),
    ] {
      let ids = try victim.rows(sql).map { $0[0] }
      let counts = Dictionary(ids.map { ($0, 1) }, uniquingKeysWith: +)
      run.tally.doubled += counts.filter { $0.value > 1 }.map { "\($0.value) \(what) of \($0.key)" }
      let missing = toil.acknowledged.keys.filter {
        $0.hasPrefix("cdr/") && counts[$0.dropFirst(4) + ""] == nil
      }
      run.tally.lost += missing.map { "no \(what) of \($0)" }
    }
    try victim.end()
    await operatorSide.stop()
    await provider.stop()
    group.stop()
  }

  /// A simulated partner with its file, not yet registered, whose own lists are left alone.
  static func partner(
    _ id: String, _ name: String, _ kind: PartyRole.Kind, _ folder: TestFolder, _ group: EventLoopGroup
  ) throws -> SimulatedPartner {
    guard let party = PartyID(name) else { throw Failure(.fault, "\(name) is no party") }
    var plan = SimulatedPlan(PartyRole(party, kind))
    (plan.id, plan.evses, plan.tokens) = (id, 4, 3)
    let side = try SimulatedPartner(plan, on: group)
    let off = ["locations", "tariffs", "sessions", "cdrs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }
    try folder.write("partners/\(id).toml", side.partnerFile(authorityFile: nil) + off.joined())
    let words = ["secret", "set", side.secretName, "-C", folder.path]
    _ = BuiltProgram.run(words, input: Array(side.tokenA.utf8))
    return side
  }

  /// What the operator writes of its drivers, in its own name.
  private static func theirs(_ bytes: [UInt8]) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(#""country_code":"DE","party_id":"NVO""#, with: #""country_code":"SE","party_id":"SIM""#)
      .replacing(#""country_code":"NL","party_id":"ACM""#, with: #""country_code":"DE","party_id":"NVO""#)
      .replacing(#""charging_periods""#, with: #""total_cost":{"excl_vat":2.5},"charging_periods""#)
    return Array(text.utf8)
  }

  private static func charge(
    _ name: String, _ toil: Toil, _ partner: PushingPartner, _ door: LoadStage.Door
  ) throws {
    let begun = WallClock.system.now()
    try toil.work { toil in
      var number = 0
      func say(_ key: String, _ mark: String, _ method: HTTPMethod, _ path: String, _ body: [UInt8]) {
        toil.saying(key, mark)
        let answer = toil.insist(door) { _ throws(Failure) in try partner.call(method, path, body) }
        if answer != nil { toil.note(key, mark) }
      }
      while toil.goesOn {
        number += 1
        let (session, cdr) = ("S\(name)\(number)", "C\(name)\(number)")
        let path = "sessions/SE/SIM/\(session)"
        say("session/\(session)", "ACTIVE", .put, path, theirs(LoadObjects.session(session, begun)))
        let later = begun.adding(seconds: 3600)
        let end = #"{"kwh":3.5,"status":"COMPLETED","end_date_time":"\#(later)","last_updated":"\#(later)"}"#
        say("session/\(session)", "COMPLETED", .patch, path, Array(end.utf8))
        say("cdr/\(cdr)", cdr, .post, "cdrs", theirs(LoadObjects.cdr(cdr, session, begun, 3500)))
      }
    }
  }

  /// The provider's cards, each new number printed on it the next, at a later time.
  private static func print(_ toil: Toil, _ partner: PushingPartner, _ door: LoadStage.Door) throws {
    let begun = WallClock.system.now().adding(seconds: -86_400)
    try toil.work { toil in
      var number = 0
      while toil.goesOn {
        number += 1
        let uid = "CARD\(number % 5)"
        let text = """
          {"country_code":"FR","party_id":"TOK","uid":"\(uid)","type":"RFID","contract_id":"FR-TOK-C\(number % 5)-X",\
          "visual_number":"V\(number)","issuer":"Fred","valid":true,"whitelist":"ALLOWED",\
          "last_updated":"\(begun.adding(seconds: Int64(number)))"}
          """
        toil.saying("card/\(uid)", "V\(number)")
        let answer = toil.insist(door) { _ throws(Failure) in
          try partner.call(.put, "tokens/FR/TOK/\(uid)", Array(text.utf8))
        }
        if answer != nil { toil.note("card/\(uid)", "V\(number)") }
      }
    }
  }

  private static func marks(_ victim: Victim) throws -> [String: String] {
    var found: [String: String] = [:]
    for row in try victim.rows("SELECT module, object, body FROM received WHERE state = 'live'", columns: 3) {
      switch row[0] {
      case "sessions": found["session/" + row[1]] = try JSON.parse(row[2])["status"]?.string
      case "cdrs": found["cdr/" + row[1]] = row[1]
      default: found["card/" + row[1]] = try JSON.parse(row[2])["visual_number"]?.string
      }
    }
    return found
  }
}
