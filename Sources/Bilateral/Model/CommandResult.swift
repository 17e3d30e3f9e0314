/// What became of a command; 2.1.1 says it with a CommandResponse (CMD-06, CMD-07).
package struct CommandResult: WireObject {
  /// What the charge point did.
  package var result: CommandResultType
  /// The result in words.
  package var message: [DisplayText]
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    result: CommandResultType, message: [DisplayText] = [], extras: Extras = []
  ) {
    self.result = result
    self.message = message
    self.extras = extras
  }
}
