import Testing

/// One raw message, or several, and what must come of it.
struct HTTPVector: Sendable, CustomTestStringConvertible {
  let name: String
  let wire: [UInt8]
  let endsInput: Bool
  let outcome: String

  /// In the text a line break stands for CR LF, `␊` for a bare LF, `␍` for a bare CR, `␀` for NUL; every other
  /// character is the byte of its Latin-1 number.
  init(_ name: String, _ text: String, _ outcome: String, end: Bool = false) {
    self.name = name
    self.outcome = outcome
    endsInput = end
    wire = text.unicodeScalars.flatMap { scalar -> [UInt8] in
      switch scalar {
      case "\n": [13, 10]
      case "␊": [10]
      case "␍": [13]
      case "␀": [0]
      default: [UInt8(truncatingIfNeeded: scalar.value)]
      }
    }
  }

  var testDescription: String { name }
}
