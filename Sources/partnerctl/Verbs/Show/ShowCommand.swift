import Bilateral
import BilateralBase
import BilateralTerms

extension Command {
  /// `show`: the terms with one partner.
  static let show = Command(
    group: .file, name: "show", summary: "the terms with a partner: values, origins, plain words",
    about: "Without a flag: the values that the file itself states. Secrets are shown as references.",
    positionals: [.init(name: "ID", summary: "the partner's id, or its file")],
    flags: [
      Flag("effective", says: "all values in force, defaults too, each with its origin"),
      Flag("plain", says: "sentences for people who sign, with worked prices"),
    ],
    examples: [
      .init(line: "partnerctl show acme", says: "what the file states"),
      .init(line: "partnerctl show acme --effective", says: "what is in force, and where it comes from"),
      .init(line: "partnerctl show acme --plain", says: "the terms as sentences"),
    ],
    exits: [.done, .badInput, .missing], acts: [.csv],
    run: { (invocation) throws(Failure) in
      let name = invocation.arguments.first ?? ""
      var reading = try FleetReading(named: [name], invocation)
      try reading.read()
      guard let file = reading.partner(named: name) else {
        throw Failure(.badInput, "the file of \(name) has errors", help: "partnerctl validate \(name)")
      }
      let view = ShowView(invocation: invocation, file: file)
      if invocation.arguments.has("plain") {
        view.showPlain(WorkedPrices(file, lists: try reading.priceLists(invocation)))
      } else {
        view.showValues(all: invocation.arguments.has("effective"))
      }
      return .done
    })
}

extension FleetReading {
  /// The partner that was named by id or by file.
  fileprivate func partner(named name: String) -> PartnerFile? {
    partners.first { $0.id == name } ?? partners.first { $0.file == name || name.hasSuffix("/" + $0.file) }
  }

  /// The price lists of the fleet; nil for a file that lies alone.
  fileprivate func priceLists(_ invocation: Invocation) throws(Failure) -> PriceListSource? {
    guard let ours else { return nil }
    let party = ours.parties.first { $0.kind == .cpo }?.party
    return PriceListSource(folder: try FleetFolder.find(invocation).path, party: party)
  }
}
