/// A JSON text read once: its bytes and a flat tape of tokens.
///
/// Reading checks the whole grammar, UTF-8 and the limits; afterwards nothing about the text can fail. Nothing is
/// decoded before it is asked for. A page of a thousand locations costs one allocation beside its bytes.
///
/// A lone surrogate escape (`"\ud800"`), which the grammar allows, reads as U+FFFD; the raw bytes keep it.
package struct JSONDocument: Sendable {
  /// The bytes and tokens, shared by all nodes.
  package let tape: JSONTape

  /// Reads a text; throws where it breaks the grammar or a limit.
  package init(parsing bytes: [UInt8], limits: JSONLimits = .wire) throws(JSONError) {
    let result: Result<ContiguousArray<JSONToken>, JSONError> = bytes.withUnsafeBufferPointer { buffer in
      var builder = JSONTapeBuilder(buffer, limits: limits)
      do throws(JSONError) {
        try builder.build()
        return .success(builder.tokens)
      } catch {
        return .failure(error)
      }
    }
    tape = JSONTape(bytes: bytes, tokens: try result.get())
  }

  /// Reads the UTF-8 bytes of a text; throws where it breaks the grammar or a limit.
  package init(parsing text: String, limits: JSONLimits = .wire) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }

  /// The value of the text.
  package var root: JSONNode { JSONNode(tape: tape, index: 0) }

  /// The bytes that were read.
  package var bytes: [UInt8] { tape.bytes }
}
