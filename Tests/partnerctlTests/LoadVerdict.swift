import BilateralBase
import BilateralNet
import BilateralTerms
import Glibc
import Testing

@testable import partnerctl

/// Whether two platforms have come through a load as they should: everything once, nobody locked out.
struct LoadVerdict {
  let stage: LoadStage
  let load: OperatorLoad

  init(_ stage: LoadStage, _ load: OperatorLoad) { (self.stage, self.load) = (stage, load) }

  private var base: KillStage { stage.base }

  /// A partnership that goes on.
  func judge() throws {
    #expect(load.record.complaints.isEmpty, "\(load.record.complaints.prefix(5))")
    try charges()
    try stations()
    for side in KillStage.Side.allCases {
      let partner = try base.partner(side)
      #expect(partner["state"] == "registered" && partner["suspension"] == .null, "\(partner.text)")
    }
    try talk()
    try exchanges()
  }

  /// Every acknowledged session and CDR is at the receiver, once, as it was acknowledged last.
  func charges() throws {
    let record = load.record
    var seen = ""
    do {
      try stage.wait("all \(record.billed.count) CDRs and \(record.begun.count) sessions") {
        let found = (try count("cdrs"), try count("sessions"), try waiting())
        seen = "\(found)"
        return found == (record.billed.count, record.begun.count, 0)
      }
    } catch {
      throw Failure(.findings, "\(seen): \(error)")
    }
    let sessions = try received("sessions")
    #expect(Set(sessions.compactMap { $0["id"]?.string }) == record.begun)
    for session in sessions {
      let id = session["id"]?.string ?? ""
      #expect(session["status"] == "COMPLETED", "\(session.text)")
      #expect(wattHours(session["kwh"]) == record.ended[id], "\(session.text)")
    }
    let cdrs = try received("cdrs")
    #expect(Set(cdrs.compactMap { $0["id"]?.string }) == Set(record.billed.keys))
    for cdr in cdrs {
      let energy = record.billed[cdr["id"]?.string ?? ""] ?? -1
      #expect(wattHours(cdr["total_energy"]) == energy, "\(cdr.text)")
      #expect(
        Rational(decimalText: cdr["total_cost"]?["before_taxes"]?.numberText ?? "")
          == Rational(LoadObjects.cents(energy), over: 100), "\(cdr.text)")
    }
    try events(record)
  }

  /// The provider's platform was told of each CDR once.
  private func events(_ record: OperatorLoad.Record) throws {
    let office = try #require(stage.doors[.emsp]?.client)
    var (after, told): (Int, [String: Int]) = (0, [:])
    while true {
      let page = try office.call(.get, "/events?after=\(after)&limit=1000")
      let events = page["events"]?.elements ?? []
      for event in events where event["module"] == "cdrs" {
        told[event["object"]?["id"]?.string ?? event["id"]?.string ?? "?", default: 0] += 1
      }
      guard !events.isEmpty, let next = page["next"]?.int else { break }
      after = next
    }
    #expect(told == record.billed.mapValues { _ in 1 })
  }

  /// The provider sees each station as it is.
  private func stations() throws {
    try stage.wait("the stations") {
      guard let seen = base.digests() else { return false }
      return seen.sent == seen.received
    }
    var seen: [String: String] = [:]
    for location in try received("locations") {
      for evse in location["evses"]?.elements ?? [] {
        seen[evse["uid"]?.string ?? ""] = evse["status"]?.string
      }
    }
    for (evse, status) in load.record.statuses { #expect(seen[evse] == status, "\(evse)") }
  }

  /// Both are let in by the other, and a driver is let in as always.
  private func talk() throws {
    let driver = try stage.doors[.cpo]?.client?.call(
      .post, "/partners/acme/authorize", Array(#"{"uid":"\#(LoadObjects.uid)"}"#.utf8))
    #expect(driver?["allowed"] == true && driver?["source"] == "partner", "\(driver?.text ?? "")")
    try stage.insist(["sync", "volt", "-m", "locations"], on: .emsp)
    try stage.insist(["sync", "acme", "-m", "tokens"], on: .cpo)
  }

  /// Nobody was ever told that it is not known.
  private func exchanges() throws {
    for side in KillStage.Side.allCases {
      let rows = try base.control(side).get("/exchanges?limit=100000")
      let refused = (rows["exchanges"]?.elements ?? []).filter { $0["http"] == 401 }
      #expect(refused.isEmpty, "\(side): \(refused.first?.text ?? "")")
    }
  }

  private func count(_ module: String) throws -> Int {
    try base.control(.emsp).get("/partners/volt/digest?module=\(module)&side=received")["count"]?.int ?? -1
  }

  private func waiting() throws -> Int {
    let items = try base.control(.cpo).get("/outbox")["items"]?.elements
    return items?.count { ["sessions", "cdrs"].contains($0["module"]?.string ?? "") } ?? -1
  }

  private func received(_ module: String) throws -> [JSON] {
    try base.control(.emsp).get("/partners/volt/\(module)?limit=1000").elements ?? []
  }

  /// Watt-hours of a number of kWh.
  private func wattHours(_ kilo: JSON?) -> Int? {
    guard let number = kilo?.numberText.flatMap({ Rational(decimalText: $0) }) else { return nil }
    return Int((number * Rational(1000)).exactText)
  }
}
