/// Feeds an incremental parser the same bytes in every way a network may cut them.
///
/// A parser is right only if it gives one answer however its input arrives: whole, byte by byte, or in two pieces
/// cut anywhere. The parser under test is made fresh for every cut.
package struct Drip<Parser, Output: Equatable> {
  /// Where a cut changed the answer.
  package struct Disagreement: CustomStringConvertible {
    /// How the bytes were cut, such as `cut at 17`.
    package let cut: String
    /// What came out with the bytes in one piece.
    package let expected: Output
    /// What came out with this cut.
    package let got: Output

    /// One line for a failed test.
    package var description: String { "\(cut): expected \(expected), got \(got)" }
  }

  private let make: () -> Parser
  private let feed: (inout Parser, ArraySlice<UInt8>) -> Void
  private let finish: (inout Parser) -> Output

  /// A harness of three closures: make a parser, feed it a piece, end the input and take the answer.
  ///
  /// Errors belong into the answer, so that a parser must also fail alike under every cut.
  package init(
    make: @escaping () -> Parser, feed: @escaping (inout Parser, ArraySlice<UInt8>) -> Void,
    finish: @escaping (inout Parser) -> Output
  ) {
    self.make = make
    self.feed = feed
    self.finish = finish
  }

  /// The answer for the bytes in one piece.
  package func whole(_ bytes: [UInt8]) -> Output { output(of: [bytes[...]]) }

  /// Every cut whose answer differs from that of the whole; empty when the parser is right.
  package func disagreements(on bytes: [UInt8]) -> [Disagreement] {
    let expected = whole(bytes)
    var found: [Disagreement] = []
    func check(_ cut: String, _ pieces: [ArraySlice<UInt8>]) {
      let got = output(of: pieces)
      if got != expected { found.append(Disagreement(cut: cut, expected: expected, got: got)) }
    }
    check("byte by byte", bytes.indices.map { bytes[$0...$0] })
    for cut in bytes.indices.dropFirst() { check("cut at \(cut)", [bytes[..<cut], bytes[cut...]]) }
    return found
  }

  private func output(of pieces: [ArraySlice<UInt8>]) -> Output {
    var parser = make()
    for piece in pieces { feed(&parser, piece) }
    return finish(&parser)
  }
}
