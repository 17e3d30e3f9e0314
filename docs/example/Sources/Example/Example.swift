import Bilateral

/// Reads a fleet folder, prices a session under each partner's terms, and with `--serve` runs the platform in this process.
@main struct Example {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let folder = arguments.first { !$0.hasPrefix("--") } ?? "fleet"

    let book = try PartnerBook(folder: folder)
    for finding in book.findings { print(finding) }
    for partner in book.partners {
      print("\(partner.id): \(partner.name), \(partner.roles.joined(separator: " "))")
    }

    var session = SessionDescription(
      energy: "31.417", chargingSeconds: 95 * 60, parkingSeconds: 20 * 60, start: "2026-11-20T17:10:00Z")
    session.power = "11"
    session.country = "DE"
    for partner in book.partners {
      let quote = try book.price(session, with: partner.id)
      print("31.417 kWh at \(partner.id): \(quote.net ?? "?") \(quote.currency) net, rule \(quote.rule)")
      for line in quote.lines {
        print("  \(line.component) \(line.billed) \(line.unit) × \(line.unitPrice) = \(line.amount)")
      }
    }

    guard arguments.contains("--serve") else { return }
    let platform = try await Platform.open(fleet: folder)
    try await platform.serve(for: Desk()) { print("partners reach us at \($0.publicURL)/versions") }
  }
}

/// Our own platform: knows which cards may charge, and writes down what happens.
struct Desk: PlatformHost {
  func answer(_ question: HostQuestion) async -> HostAnswer? {
    question.kind == "authorize" ? .authorize("ALLOWED") : nil
  }

  func receive(_ event: HostEvent) async throws {
    print(event.number, event.type, event.partner ?? "", event.module ?? "", event.id ?? "")
  }
}
