/// A text in one language.
package struct DisplayText: WireObject {
  /// Two letters of ISO 639-1.
  package var language: String
  /// The text, without markup.
  package var text: String
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    language: String, text: String, extras: Extras = []
  ) {
    self.language = language
    self.text = text
    self.extras = extras
  }
}
