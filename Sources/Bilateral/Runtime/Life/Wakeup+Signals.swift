package import BilateralStore

extension Wakeup {
  /// Runs `body` while every commit that touches `topic` rings this bell.
  ///
  /// - Throws: what `body` throws.
  package func whileRung<Value>(
    by topic: StoreTopic, of store: Store, _ body: () async throws -> Value
  ) async rethrows -> Value {
    let listening = store.listen(to: topic) { [weak self] in self?.ring() }
    defer { listening.end() }
    return try await body()
  }
}
