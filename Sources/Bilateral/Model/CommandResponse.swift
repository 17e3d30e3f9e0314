/// The answer to a command: whether the operator passes it on (CMD-03).
package struct CommandResponse: WireObject {
  /// What the operator does with it.
  package var result: CommandResponseType
  /// Seconds until the result is to be there; 2.1.1 does not say (CMD-04).
  package var timeout: Int?
  /// The answer in words.
  package var message: [DisplayText]
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    result: CommandResponseType, timeout: Int? = nil, message: [DisplayText] = [], extras: Extras = []
  ) {
    self.result = result
    self.timeout = timeout
    self.message = message
    self.extras = extras
  }
}
