/// Runs a step in a task of its own, which is cancelled with this one.
///
/// A task keeps as much memory as its deepest calls ever took, until it ends. A loop that sleeps for an hour after a
/// step of many calls would keep tens of kilobytes for nothing, a partner has a dozen loops, and a fleet hundreds of
/// partners.
///
/// - Parameter step: what is done.
/// - Returns: what it returns.
/// - Throws: what it throws.
package func apart<Value: Sendable>(
  _ step: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  async let value = step()
  return try await value
}
