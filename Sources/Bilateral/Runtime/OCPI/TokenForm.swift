package import BilateralBase
import BilateralCrypto

/// How a credentials token stands in the `Authorization` header.
///
/// OCPI 2.1.1 sends it as it is, later versions as Base64; partners differ from both (TR-03…TR-05, P-01…P-04).
package enum TokenForm: String, Sendable, CaseIterable {
  case raw
  case base64

  /// The other form, tried once when a partner refuses the first.
  package var other: TokenForm { self == .raw ? .base64 : .raw }

  /// As a sentence has it.
  var words: String { self == .raw ? "as it is" : "in Base64" }

  /// The header's value.
  package func header(for token: SecretText) -> String {
    switch self {
    case .raw: "Token " + token.revealed
    case .base64: "Token " + Base64.encode(Array(token.revealed.utf8))
    }
  }
}

/// A token as a caller presented it, with every reading it may have.
package struct PresentedToken: Sendable {
  /// One reading of the header.
  package struct Candidate: Sendable {
    package let form: TokenForm
    package let text: SecretText
    /// SHA-256 of the token: the only form in which tokens are compared (S-01, S-02).
    package let hash: [UInt8]

    fileprivate init(_ form: TokenForm, _ text: String) {
      (self.form, self.text, hash) = (form, SecretText(text), SHA256.hash(text))
    }
  }

  /// As it stands in the header.
  private let first: SecretText

  /// All readings: as it stands, decoded, decoded twice.
  ///
  /// Each is made when it is asked for, since mostly the second is right.
  package var candidates: some Sequence<Candidate> {
    sequence(state: (text: first.revealed as String?, count: 0)) { state -> Candidate? in
      guard let text = state.text else { return nil }
      let candidate = Candidate(state.count == 0 ? .raw : .base64, text)
      state = (state.count < 2 ? Self.decoded(text) : nil, state.count + 1)
      return candidate
    }
  }

  /// How the token begins, whatever form it came in: what guesses at one token have in common (S-07).
  package var beginning: String {
    let once = Self.decoded(first.revealed)
    return String((once.flatMap(Self.decoded) ?? once ?? first.revealed).prefix(8))
  }

  /// Reads an `Authorization` header; nil when it holds no token at all.
  ///
  /// The scheme is read without regard to case, line ends around the token are dropped (P-03).
  package init?(header: String?) {
    guard let header, let blank = header.utf8.firstIndex(of: UInt8(ascii: " ")) else { return nil }
    guard header[..<blank].lowercased() == "token" else { return nil }
    let text = Self.trimmed(header[blank...])
    guard !text.isEmpty, text.utf8.count <= 1024 else { return nil }
    first = SecretText(text)
  }

  private static func decoded(_ text: String) -> String? {
    guard let bytes = Base64.decodeLenient(text), !bytes.isEmpty else { return nil }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { return nil }
    let trimmed = trimmed(decoded[...])
    return trimmed.isEmpty ? nil : trimmed
  }

  /// Without blanks and line ends around it; by bytes, since it is done at each request.
  private static func trimmed(_ text: Substring) -> String {
    let bytes = text.utf8
    guard let first = bytes.firstIndex(where: { !isBlank($0) }),
      let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(text[first...last])
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
    default: false
    }
  }
}
