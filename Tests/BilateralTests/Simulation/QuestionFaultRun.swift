import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting

/// One fault against our platform as CPO: a driver of the partner's stands at a charger.
struct QuestionFaultRun: Sendable {
  let house: FaultHouse
  let fault: SimulatedFault

  private static let sync = ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }
    .joined()

  func run(_ number: Int) async throws -> FaultRun.Observed {
    let partner = try house.meet(
      fault, number, as: .emsp, terms: "timeout = \"30 s\"\n",
      sync: Self.sync + "[authorization]\ntimeout = \"10 s\"\n")
    defer { Task { await partner.stop() } }
    if let code = await house.register(partner) { return .otherwise("registration ends with \(code)") }
    guard let card = partner.ids("tokens").first else { return .otherwise("it has no cards") }
    let answer = try await house.ask(partner, card)
    let isIn = answer["allowed"] == true
    guard let reason = answer["reason"]?.string, isIn == (reason == "partner-allowed") else {
      return .otherwise(answer.text)
    }
    return .as_(.decides(reason))
  }
}

extension FaultHouse {
  /// Asks whether a driver of the partner's may charge, as our chargers do.
  func ask(_ partner: SimulatedPartner, _ card: String) async throws -> JSON {
    let url = try side.office("/partners/\(partner.plan.id)/authorize")
    let fields: HTTPFields = [.authorization: "Bearer \(TestFleet.officeToken)"]
    let question: JSON = [
      "uid": .string(card), "type": "RFID", "location": ["location_id": "L1", "evse_uids": ["E1"]],
    ]
    let answer = try await side.makeClient().send(HTTPClientRequest(.post, url, fields, body: question.bytes))
    return (try? JSON.parse(answer.body)) ?? .null
  }
}
