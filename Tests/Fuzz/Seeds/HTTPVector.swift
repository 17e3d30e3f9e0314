/// A message of the vectors of BilateralNetTests, whose files are compiled into the maker of seeds; only its bytes are used.
struct HTTPVector {
  let wire: [UInt8]

  init(_ name: String, _ text: String, _ outcome: String, end: Bool = false) {
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
}
