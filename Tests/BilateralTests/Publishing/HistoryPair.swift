import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// A CPO whose sessions and CDRs are written through the back office, and an eMSP that takes its pushes.
struct HistoryPair: Sendable {
  let house: PublishHouse
  let partner: RecordingPartner

  /// Starts with `more` in the partner's file.
  init(
    _ more: String = "", others: [String: String] = [:], version: OCPIVersion = .v2_2_1,
    list: String = Sample.list
  ) async throws {
    house = try await PublishHouse(
      ["acme": Sample.partner("acme", more)].merging(others) { first, _ in first }, list: list)
    partner = RecordingPartner(on: house.platform.group)
    try partner.start()
    try await house.register("acme", receiver: partner.base, version: version)
  }

  func close() async {
    await partner.stop()
    house.close()
  }

  /// Puts a session and delivers it.
  func put(_ session: String, _ id: String = "S1") async throws -> (status: Int, json: JSON) {
    let answer = try await house.office(.put, "/own/sessions/DE/NVO/\(id)", session)
    try await tell()
    return answer
  }

  /// Changes a session and delivers that.
  func patch(_ change: String, _ id: String = "S1") async throws -> (status: Int, json: JSON) {
    let answer = try await house.office(.patch, "/own/sessions/DE/NVO/\(id)", change)
    try await tell()
    return answer
  }

  /// Judges and delivers everything that is due a while later.
  func tell() async throws {
    try await house.settle("acme")
    house.clock.advance(seconds: 10)
    try await house.deliver("acme")
  }

  /// The code and the path of the refusal of a CDR; nil when it was taken.
  func refusal(of cdr: String) async throws -> (status: Int, path: String?)? {
    let answer = try await house.office(.post, "/own/cdrs", cdr)
    return answer.status < 300 ? nil : (answer.status, answer.json["error"]?["path"]?.string)
  }
}
