/// Notices callbacks that hold an event loop for too long: while one runs, every connection of the loop stands still.
package struct StallWatch: Sendable {
  /// From when on a callback is reported.
  package var limit: Duration
  /// Told the loop's name, what held it and for how long; on the loop's thread, after the fact.
  package var report: @Sendable (_ loop: String, _ holder: String, _ time: Duration) -> Void

  /// Reports callbacks over `limit`; by default to nobody.
  package init(
    limit: Duration = .seconds(1),
    report: @escaping @Sendable (String, String, Duration) -> Void = { _, _, _ in }
  ) {
    self.limit = limit
    self.report = report
  }

  func watch(on loop: String, _ holder: AnyObject, _ body: () -> Void) {
    let start = ContinuousClock.now
    body()
    let time = ContinuousClock.now - start
    if time > limit { report(loop, "\(type(of: holder))", time) }
  }
}
