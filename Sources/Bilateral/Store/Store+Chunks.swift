extension Store {
  /// Writes many elements in transactions of `size` each, so that nobody waits behind a long import.
  ///
  /// Each chunk is all or nothing; the chunks before a failing one stay. Answers come in the order of the
  /// elements.
  ///
  /// - Throws: what `body` throws, or `StoreError`.
  package func write<Element: Sendable, Value: Sendable>(
    _ elements: [Element], inChunksOf size: Int,
    _ body: @escaping @Sendable (WriteTransaction, Element) throws -> Value
  ) async throws -> [Value] {
    var answers: [Value] = []
    var rest = elements[...]
    while !rest.isEmpty {
      let chunk = rest.prefix(max(1, size))
      rest = rest.dropFirst(chunk.count)
      answers += try await write { tx in try chunk.map { element in try body(tx, element) } }
    }
    return answers
  }
}
