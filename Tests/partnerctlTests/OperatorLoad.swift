import BilateralBase
import BilateralNet
import Glibc
import Synchronization
import Testing

@testable import partnerctl

/// The back office of an operator at work: drivers ask, charge, end and are billed, statuses change, without a pause.
///
/// Each call is repeated until it is acknowledged, as a real back office repeats it when the runtime was killed; only
/// what was acknowledged counts. A driver that is not let in does not charge.
final class OperatorLoad: Sendable {
  /// How the partnership stands, as far as the test knows.
  enum Phase: Sendable {
    case open, changing
    /// We let it rest, or end it: nobody is let in, for this reason.
    case resting(String)
    /// The partner lets it rest: it lets nobody in that it is asked about.
    case restingThere
  }

  /// What was done so far.
  struct Record: Sendable {
    /// Acknowledged calls.
    var calls = 0
    /// Sessions that were begun, and those that were ended with their watt-hours.
    var begun: Set<String> = []
    var ended: [String: Int] = [:]
    /// CDRs with their watt-hours, by their ids.
    var billed: [String: Int] = [:]
    /// The last status of each EVSE.
    var statuses: [String: String] = [:]
    /// How often drivers were answered so.
    var answers: [String: Int] = [:]
    /// Answers that should not have come.
    var complaints: [String] = []
    fileprivate var phase = Phase.open
    fileprivate var changes = 0
    fileprivate var next = 0
    fileprivate var limit: Int
    fileprivate var threads = 0
    fileprivate var isHolding = false
    fileprivate var isStopping = false
  }

  /// When all sessions begin: later than the terms were applied.
  let start: Timestamp
  private let door: LoadStage.Door
  private let state: Mutex<Record>
  private let seed: Int

  /// A load of at most so many charges.
  init(_ door: LoadStage.Door, charges: Int, seed: Int) {
    (self.door, self.seed) = (door, seed)
    start = Timestamp(seconds: WallClock.system.now().seconds + 1)
    state = Mutex(Record(limit: charges))
  }

  var record: Record { state.withLock { $0 } }

  /// Whether nobody charges or asks any more; statuses may change.
  var isIdle: Bool { state.withLock { $0.threads <= 1 } }

  /// Whether all threads have come to their end.
  var isDone: Bool { state.withLock { $0.threads == 0 } }

  /// Begins: so many callers, and one who changes statuses.
  func run(callers: Int, evses: [String]) throws {
    state.withLock { $0.threads = callers + 1 }
    for _ in 0..<callers { try startThread(named: "charges") { [self] in leave { charge() } } }
    try startThread(named: "statuses") { [self] in leave { change(evses) } }
  }

  /// Sessions that have begun go on until they are let go, so that some are open.
  func hold(_ isHolding: Bool) { state.withLock { $0.isHolding = isHolding } }

  /// Nothing new is begun; statuses stay as they are.
  func stop() { state.withLock { $0.isStopping = true } }

  /// How the partnership stands from now on.
  func enter(_ phase: Phase) { state.withLock { ($0.phase, $0.changes) = (phase, $0.changes + 1) } }

  private func leave(_ body: () -> Void) {
    body()
    state.withLock { $0.threads -= 1 }
  }
}

extension OperatorLoad.Phase {
  /// Whether a driver may be answered so.
  fileprivate func admits(_ answer: JSON) -> Bool {
    switch self {
    case .changing: true
    case .open: answer["reason"] != "suspended" && answer["reason"] != "ending"
    case .resting(let word): answer["allowed"] == false && answer["reason"]?.string == word
    case .restingThere: answer["allowed"] == false || answer["source"] != "partner"
    }
  }
}

extension OperatorLoad {
  /// The watt-hours of a charge: they look like chance, and are the same in each run of a seed.
  private func energy(_ number: Int) -> Int { 500 + (number * 7919 + seed * 104_729) % 49_000 }

  private func charge() {
    while let number = take() {
      guard letIn() else { continue }
      let (session, wattHours) = ("S\(number)", energy(number))
      let path = "/own/sessions/DE/NVO/\(session)"
      insist(.put, path, LoadObjects.session(session, start))
      state.withLock { _ = $0.begun.insert(session) }
      insist(.patch, path, Array(#"{"kwh":\#(LoadObjects.kilo(wattHours / 2))}"#.utf8))
      while state.withLock({ $0.isHolding }) { usleep(2000) }
      let end = #""status":"COMPLETED","end_date_time":"\#(start.adding(seconds: 3600))""#
      insist(.patch, path, Array(#"{"kwh":\#(LoadObjects.kilo(wattHours)),\#(end)}"#.utf8))
      state.withLock { $0.ended[session] = wattHours }
      insist(.post, "/own/cdrs", LoadObjects.cdr("C\(number)", session, start, wattHours))
      state.withLock { $0.billed["C\(number)"] = wattHours }
    }
  }

  private func take() -> Int? {
    state.withLock { record in
      guard !record.isStopping, record.next < record.limit else { return nil }
      record.next += 1
      return record.next
    }
  }

  /// Asks until the driver is let in; false when nobody is any more.
  private func letIn() -> Bool {
    while true {
      let before = state.withLock { $0.changes }
      let answer = insist(.post, "/partners/acme/authorize", Array(#"{"uid":"\#(LoadObjects.uid)"}"#.utf8))
      let (isAllowed, reason) = (answer["allowed"] == true, answer["reason"]?.string ?? answer.text)
      state.withLock { record in
        record.answers[reason, default: 0] += 1
        // What the test changed meanwhile may be answered either way.
        if record.changes == before, !record.phase.admits(answer) {
          record.complaints.append("\(record.phase): \(answer.text)")
        }
      }
      if isAllowed { return true }
      if reason == "ending" || state.withLock({ $0.isStopping }) { return false }
      usleep(5000)
    }
  }

  private func change(_ evses: [String]) {
    let words = ["CHARGING", "BLOCKED", "OUTOFORDER", "RESERVED", "AVAILABLE"]
    var number = seed
    while !state.withLock({ $0.isStopping }) {
      number += 1
      let (evse, word) = (evses[number % evses.count], words[number % words.count])
      insist(.patch, "/own/locations/DE/NVO/\(evse)", Array(#"{"status":"\#(word)"}"#.utf8))
      state.withLock { $0.statuses[String(evse.split(separator: "/")[1])] = word }
    }
  }

  /// Calls until the answer comes.
  @discardableResult
  private func insist(_ method: HTTPMethod, _ path: String, _ body: [UInt8]) -> JSON {
    let deadline = time(nil) + 120
    while time(nil) <= deadline {
      guard let office = door.client else {
        usleep(5000)
        continue
      }
      do {
        let answer = try office.call(method, path, body)
        state.withLock { $0.calls += 1 }
        return answer
      } catch {
        let isGone = ["no back office", "went away", "did not answer", "not understood"].contains {
          error.message.contains($0)
        }
        if !isGone { state.withLock { $0.complaints.append("\(method) \(path): \(error.message)") } }
        guard isGone else { return .null }
        usleep(5000)
      }
    }
    state.withLock { $0.complaints.append("\(method) \(path) was never acknowledged") }
    return .null
  }
}

/// What an operator's back office writes, and what it is worth by arithmetic of its own.
enum LoadObjects {
  /// The card of the driver.
  static let uid = DemoObjects.uid(0)

  private static let place = #""evse_uid":"NVO-1-1","connector_id":"1""#
  private static let token = """
    "cdr_token":{"country_code":"NL","party_id":"ACM","uid":"\(uid)","type":"RFID",\
    "contract_id":"\(DemoObjects.contract(0))"},"auth_method":"AUTH_REQUEST"
    """

  /// Watt-hours as kWh with three decimals.
  static func kilo(_ wattHours: Int) -> String {
    let rest = "\(wattHours % 1000)"
    return "\(wattHours / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// A session that has begun.
  static func session(_ id: String, _ start: Timestamp) -> [UInt8] {
    Array(
      """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"\(start)","kwh":0,\(token),\
      "location_id":"LOC-00001",\(place),"currency":"EUR","status":"ACTIVE","last_updated":"\(start)"}
      """.utf8)
  }

  /// Its CDR, without amounts: the runtime bills it.
  static func cdr(_ id: String, _ session: String, _ start: Timestamp, _ wattHours: Int) -> [UInt8] {
    let end = start.adding(seconds: 3600)
    return Array(
      """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"\(start)","end_date_time":"\(end)",\
      "session_id":"\(session)",\(token),"cdr_location":{"id":"LOC-00001","address":"Hauptstraße 1",\
      "city":"Berlin","postal_code":"10115","country":"DEU",\
      "coordinates":{"latitude":"52.532000","longitude":"13.384900"},\(place),"evse_id":"DE*NVO*E1*1",\
      "connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},\
      "currency":"EUR","charging_periods":[{"start_date_time":"\(start)","dimensions":[\
      {"type":"ENERGY","volume":\(kilo(wattHours))},{"type":"TIME","volume":1}]}],\
      "total_energy":\(kilo(wattHours)),"total_time":1,"last_updated":"\(end)"}
      """.utf8)
  }

  /// What a charge costs in cents: 0.49 EUR/kWh less eight percent, to the cent, half up.
  static func cents(_ wattHours: Int) -> Int { (wattHours * 49 * 92 + 50_000) / 100_000 }

  /// What charges cost in cents with 19 % tax, taken once of their sum, half up.
  static func gross(_ charges: some Sequence<Int>) -> (net: Int, gross: Int) {
    let net = charges.reduce(0) { $0 + cents($1) }
    return (net, net + (net * 19 + 50) / 100)
  }
}
