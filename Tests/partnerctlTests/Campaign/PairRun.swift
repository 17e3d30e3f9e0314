import BilateralBase
import BilateralNet
import Glibc

@testable import partnerctl

/// The operator and the provider of a kill stage as victims, with what their back offices do meanwhile.
final class PairRun {
  let stage: KillStage
  let run: KillRun
  let toil = Toil()
  let cpo: Victim
  let emsp: Victim
  /// Later than the terms were applied: charges are billed by what was published before they began.
  private(set) var begun = Timestamp(seconds: WallClock.system.now().seconds + 1)

  var victims: [Victim] { [cpo, emsp] }

  /// Charges begin from now on: terms were applied just now.
  func beginAnew() { begun = Timestamp(seconds: WallClock.system.now().seconds + 1) }

  /// Both as the stage has kept them, not yet running.
  init(_ stage: KillStage, _ run: KillRun) {
    (self.stage, self.run) = (stage, run)
    stage.restore()
    cpo = Victim("the operator", stage.path(.cpo))
    emsp = Victim("the provider", stage.path(.emsp))
  }

  func start() throws { for victim in victims { try victim.start() } }

  func end() throws { for victim in victims { try victim.end() } }

  /// The storm is over: what was begun is acknowledged, what waits is sent now.
  func settle() throws {
    try toil.finish()
    run.tally.acknowledged = toil.calls
    run.tally.lost += toil.complaints
    _ = try? cpo.control.verb("sync", of: "acme", ["modules": ["tokens"]])
    _ = try? emsp.control.verb("sync", of: "volt", ["modules": ["locations"]])
  }

  /// Waits until the provider holds the stations as the operator shows them.
  func waitForStations() throws {
    try run.wait("the same stations on both sides") {
      guard let seen = stage.digests() else { return false }
      return seen.sent == seen.received
    }
  }

  /// What a side holds of the other's objects.
  func received(_ module: String) throws -> [JSON] {
    var all: [JSON] = []
    while true {
      let page =
        try emsp.control.get("/partners/volt/\(module)?offset=\(all.count)&limit=1000").elements ?? []
      guard !page.isEmpty else { return all }
      all += page
    }
  }

  /// The live objects of ours in a side's database: the text by module and id.
  func own(_ victim: Victim) throws -> [(module: String, id: String, text: String)] {
    try victim.rows("SELECT module, object, body FROM own WHERE deleted = 0", columns: 3).map {
      ($0[0], $0[1], $0[2])
    }
  }
}

/// What back offices write, each with a key and a mark that is found again in the stored object.
extension PairRun {
  /// Names of stations, each new name with the next number.
  func renameStations(_ range: ClosedRange<Int>) throws {
    let door = cpo.door
    try toil.work { toil in
      var number = 0
      while toil.goesOn {
        number += 1
        let id = Self.station(range.lowerBound + number % range.count)
        let body = Array(#"{"name":"N\#(number)"}"#.utf8)
        toil.say("name/\(id)", "N\(number)", at: door, .patch, "/own/locations/DE/NVO/\(id)", body)
      }
    }
  }

  /// Statuses of the first EVSE of stations, several a call.
  func changeStatuses(_ range: ClosedRange<Int>) throws {
    let (door, words) = (cpo.door, ["CHARGING", "BLOCKED", "OUTOFORDER", "RESERVED", "AVAILABLE"])
    try toil.work { toil in
      var round = 0
      while toil.goesOn {
        round += 1
        let word = words[round % words.count]
        for number in range { toil.saying("status/NVO-\(number)-1", word) }
        let lines = range.map {
          #"{"location":"\#(Self.station($0))","evse":"NVO-\#($0)-1","status":"\#(word)"}"# + "\n"
        }
        let body = Array(lines.joined().utf8)
        let answer = toil.insist(door) { office throws(Failure) in
          try office.call(.post, "/own/statuses", body, type: "application/x-ndjson")
        }
        guard answer?["rejected"]?.int == 0 else { return toil.complain("\(answer?.text ?? "no answer")") }
        for number in range { toil.note("status/NVO-\(number)-1", word) }
      }
    }
  }

  /// Tariffs of our own, each new price with the next number.
  func reprice() throws {
    let door = cpo.door
    try toil.work { toil in
      var number = 0
      while toil.goesOn {
        number += 1
        let (id, price) = ("OWN-\(number % 3)", "0.\(1000 + number)")
        let text = """
          {"country_code":"DE","party_id":"NVO","id":"\(id)","currency":"EUR","elements":[{"price_components":[\
          {"type":"ENERGY","price":\(price),"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}
          """
        toil.say("tariff/\(id)", price, at: door, .put, "/own/tariffs/DE/NVO/\(id)", Array(text.utf8))
      }
    }
  }

  /// Cards of the provider, each new number printed on it the next.
  func reprintCards() throws {
    let door = emsp.door
    try toil.work { toil in
      var number = 0
      while toil.goesOn {
        number += 1
        let uid = DemoObjects.uid(number % 3)
        let body = Array(#"{"visual_number":"V\#(number)"}"#.utf8)
        toil.say("card/\(uid)", "V\(number)", at: door, .patch, "/own/tokens/NL/ACM/\(uid)", body)
      }
    }
  }

  /// Drivers charge: a session, its end, its CDR; `party` names whose driver.
  func charge(_ name: String, of party: String = "ACM", country: String = "NL") throws {
    let (door, begun) = (cpo.door, begun)
    try toil.work { toil in
      var number = 0
      while toil.goesOn {
        number += 1
        let (session, cdr, energy) = ("S\(name)\(number)", "C\(name)\(number)", 500 + number * 7919 % 49_000)
        func ours(_ bytes: [UInt8]) -> [UInt8] {
          let text = String(decoding: bytes, as: UTF8.self)
          return Array(
            text.replacing(
              #""country_code":"NL","party_id":"ACM""#,
              with: #""country_code":"\#(country)","party_id":"\#(party)""#
            )
            .replacing(DemoObjects.contract(0), with: "\(country)-\(party)-C00000000-X").utf8)
        }
        let path = "/own/sessions/DE/NVO/\(session)"
        toil.say(
          "session/\(session)", "ACTIVE", at: door, .put, path, ours(LoadObjects.session(session, begun)))
        let end = #""status":"COMPLETED","end_date_time":"\#(begun.adding(seconds: 3600))""#
        let body = Array(#"{"kwh":\#(LoadObjects.kilo(energy)),\#(end)}"#.utf8)
        toil.say("session/\(session)", "COMPLETED", at: door, .patch, path, body)
        toil.say(
          "cdr/\(cdr)", cdr, at: door, .post, "/own/cdrs", ours(LoadObjects.cdr(cdr, session, begun, energy)))
      }
    }
  }

  static func station(_ number: Int) -> String {
    let digits = "\(number)"
    return "LOC-" + String(repeating: "0", count: 5 - digits.count) + digits
  }

  /// What a side has stored of all that, by key.
  func marks(_ victim: Victim) throws -> [String: String] {
    var found: [String: String] = [:]
    for (module, id, text) in try own(victim) {
      let json = try JSON.parse(text)
      switch module {
      case "locations":
        found["name/\(id)"] = json["name"]?.string
        for evse in json["evses"]?.elements ?? [] {
          found["status/\(evse["uid"]?.string ?? "")"] = evse["status"]?.string
        }
      case "tariffs":
        found["tariff/\(id)"] = json["elements"]?[0]?["price_components"]?[0]?["price"]?.numberText
      case "tokens": found["card/\(id)"] = json["visual_number"]?.string
      case "sessions": found["session/\(id)"] = json["status"]?.string
      default: found["cdr/\(id)"] = id
      }
    }
    return found
  }

  /// Holds what a side has stored, while it is dead or afterwards, against what was acknowledged.
  func look(_ victim: Victim) throws {
    let keys = victim === cpo ? ["name/", "status/", "tariff/", "session/", "cdr/"] : ["card/"]
    let words = toil.words
    let found = try marks(victim)
    run.tally.lost += keys.flatMap { Toil.lost($0, words, in: found) }
  }
}
