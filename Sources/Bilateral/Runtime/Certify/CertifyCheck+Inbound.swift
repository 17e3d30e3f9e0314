import BilateralBase
import BilateralModel
import BilateralStore

/// What the partner's own calls to us looked like since the runtime began; without a call there is no verdict.
extension CertifyCheck {
  static let inbound: [CertifyCheck] = [
    habit("INB-01", "TR-58", "their calls have X-Request-ID", .requestID, .must, since: .v2_2_1),
    habit(
      "INB-02", "TR-58 TR-60", "each of their calls has an X-Request-ID of its own", .repeatedID, .should,
      since: .v2_2_1),
    habit("INB-03", "TR-59", "their calls have X-Correlation-ID", .correlationID, .must, since: .v2_2_1),
    habit(
      "INB-04", "TR-02 TR-03 TR-04", "their token comes in the form of the version", .tokenForm, .should,
      dialect: ("inbound_token_base64", "false")),
    habit(
      "INB-05", "TR-77", "their calls name the parties they go between", .routing, .should, since: .v2_2_1),
    habit(
      "INB-06", "TR-78", "their calls of versions and credentials name no parties", .strayRouting, .should,
      since: .v2_2_1),
    habit("INB-07", "TR-13", "their bodies are application/json", .contentType, .must),
    habit("INB-08", "TR-32", "they ask for sessions with date_from", .sessionsDate, .must),
    habit(
      "INB-10", "VE-08", "they call the addresses that we announce", .strayAddress, .must,
      dialect: ("announced_slash", "true")),
    CertifyCheck("INB-09", .inbound, "TR-43", "everything that they sent could be taken in", .should) {
      desk in
      let id = desk.partner.link.id
      let tallies = try await desk.commons.store.read { tx in try tx.tallies(.quarantined) }
      let held = tallies.filter { $0.partner == id && $0.count > 0 }
      let words = held.map { "\($0.count) \($0.module)" }.joined(separator: ", ")
      return held.isEmpty ? nil : "set aside: \(words); partnerctl quarantine \(id) tells why"
    },
  ]

  private static func habit(
    _ id: String, _ requirements: String, _ title: String, _ lapse: InboundHabits.Lapse, _ level: Level,
    since: OCPIVersion = .v2_1_1, dialect: (String, String)? = nil
  ) -> CertifyCheck {
    CertifyCheck(id, .inbound, requirements, title, level, since: since, dialect: dialect, isLast: true) {
      desk in
      let habits = desk.partner.link.habits
      guard let calls = habits.chances[lapse] else {
        throw CertifySkip("no such call of theirs since the runtime began")
      }
      guard let lapses = habits.lapses[lapse] else { return nil }
      return "\(lapses) of \(calls) calls do not, such as \(habits.examples[lapse] ?? "")"
    }
  }
}
