extension Wakeup {
  /// Runs `body` while every element of `signals` rings this bell; ends with `body`.
  ///
  /// Subscribe before the first look at the data: pass a stream that was made before the call.
  ///
  /// - Throws: what `body` throws.
  package func whileRung(
    by signals: AsyncStream<Void>, _ body: @Sendable @escaping () async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in signals { self.ring() } }
      group.addTask {
        try await body()
        throw CancellationError()
      }
      defer { group.cancelAll() }
      while try await group.next() != nil {}
    }
  }
}
