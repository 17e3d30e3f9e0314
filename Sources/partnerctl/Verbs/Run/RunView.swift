import Bilateral
import BilateralBase
import BilateralNet

/// Says where a runtime can be reached, once it can.
struct RunView: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation
  /// What it serves.
  let fleet: LoadedFleet

  /// Shows the addresses: one JSON line for programs, four lines for people.
  func show(_ listening: Platform.Listening) {
    guard invocation.form == .human else { return invocation.screen.printRaw(object(listening).text + "\n") }
    let style = invocation.screen.style
    let count = fleet.partners.count
    let partners = "\(count) \(count == 1 ? "partner" : "partners")"
    invocation.screen.print([
      "\(style.mark(.done)) \(Cell.printable(fleet.file.name)) runs (\(fleet.file.environment.rawValue), \(partners))",
      "  partners     \(listening.publicURL)/versions   listening at \(listening.partners)",
      "  back office  \(listening.backOffice)",
      "  control      \(Cell.printable(listening.control))",
    ])
  }

  private func object(_ listening: Platform.Listening) -> JSON {
    [
      "schema": "partnerctl.run/1", "server": .string("\(listening.partners)"),
      "backoffice": .string("\(listening.backOffice)"), "public_url": .string("\(listening.publicURL)"),
      "control": .string(listening.control),
    ]
  }
}
