import BilateralBase

/// Says what `init` made and what comes next.
struct InitView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows the names made, relative to the fleet folder, and the next steps.
  func show(
    made: [String], fleet: FleetFolder, partner: String?, todo: Bool, template: String = "emsp",
    hasToken: Bool = false
  ) {
    guard invocation.form == .human else {
      let object: JSON = [
        "schema": "partnerctl.init/1", "fleet": .string(fleet.path), "made": .array(made.map { .string($0) }),
        "dry_run": .bool(invocation.isDryRun),
      ]
      return invocation.screen.printRaw(object.text + "\n")
    }
    let verb = invocation.isDryRun ? "would make" : "made"
    let mark = invocation.screen.style.mark(.done)
    invocation.screen.print(made.map { "\(mark) \(verb)  \(Cell.printable(fleet.path))/\($0)" })
    if !invocation.isDryRun {
      invocation.talk.print(["Next:"] + steps(partner, todo, template, hasToken).map { "  " + $0 })
    }
  }

  private func steps(_ partner: String?, _ todo: Bool, _ template: String, _ hasToken: Bool) -> [String] {
    guard let partner else {
      let fill = todo ? ["fill in what says TODO in partnerctl.toml"] : []
      return fill + [
        "put your certificate at tls/cert.pem, its key: partnerctl secret set tls/key < FILE",
        "  (a test fleet may do without: delete both lines from partnerctl.toml)",
        "partnerctl init \(template == "cpo" ? "volt" : "acme") --template \(template)",
        "partnerctl validate",
      ]
    }
    let fill = todo ? ["fill in what says TODO in \(FleetFolder.partnerFile(partner))"] : []
    let secret = "partnerctl secret set \(partner)/token-a < FILE   (or: partnerctl invite \(partner))"
    return fill + ["partnerctl validate \(partner)"] + (hasToken ? [] : [secret]) + [
      "partnerctl run   (one runtime a fleet; elsewhere, or in the background)",
      "partnerctl register \(partner)",
    ]
  }
}
