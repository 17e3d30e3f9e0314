import BilateralNet

/// Runs blocking work on a thread of its own, so that signals are followed meanwhile, on one core too.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws(Failure) -> Value) async throws(Failure)
  -> Value
{
  let result: Result<Value, Failure> = await withCheckedContinuation { waiting in
    let work: @Sendable () -> Void = {
      do throws(Failure) {
        waiting.resume(returning: .success(try body()))
      } catch {
        waiting.resume(returning: .failure(error))
      }
    }
    do { try startThread(named: "call", work) } catch { work() }
  }
  return try result.get()
}
