/// One closure waiting for the writer; its caller is answered only after the commit.
protocol PendingWrite: AnyObject, Sendable {
  /// Runs the closure; may be called twice, when the batch it first ran in was lost.
  func run(in transaction: WriteTransaction) throws
  /// Answers the caller: with the closure's own result, or with the error that undid it.
  func settle(_ error: (any Error)?)
}

/// A write whose closure returns `Value`.
///
/// Only the writer's thread touches it between `offer` and `settle`, hence unchecked.
final class WriteJob<Value: Sendable>: PendingWrite, @unchecked Sendable {
  private let body: @Sendable (WriteTransaction) throws -> Value
  private let answer: @Sendable (Result<Value, any Error>) -> Void
  private var result: Result<Value, any Error>?

  init(
    _ body: @escaping @Sendable (WriteTransaction) throws -> Value,
    answer: @escaping @Sendable (Result<Value, any Error>) -> Void
  ) {
    self.body = body
    self.answer = answer
  }

  func run(in transaction: WriteTransaction) throws {
    result = nil
    result = .success(try body(transaction))
  }

  func settle(_ error: (any Error)?) {
    if let error {
      answer(.failure((error as? SQLiteError).map(StoreError.init) ?? error))
    } else {
      answer(result ?? .failure(StoreError(.broken, "the write ended without a result")))
    }
  }
}
