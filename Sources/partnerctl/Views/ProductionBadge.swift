/// The red word before anything is written towards partners in a production fleet.
struct ProductionBadge {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Prints it on stderr, with what is about to be done; a test fleet prints nothing.
  /// - Throws: what finding the fleet throws.
  func show(_ deed: String) throws(Failure) {
    guard try FleetFolder.find(invocation).environment() == "prod" else { return }
    let talk = invocation.talk
    talk.print(talk.style.paint(" PROD ", .alarm) + " " + Cell.printable(deed))
  }
}
