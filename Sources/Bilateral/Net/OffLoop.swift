/// Leaves the event loop for the shared pool and comes back after it: for work longer than a millisecond.
///
/// `@concurrent` does not do it: a task with an executor preference stays on the preferred executor.
package func offLoop<Result: Sendable>(
  _ body: @Sendable () async throws -> Result
) async rethrows -> Result {
  try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
}
