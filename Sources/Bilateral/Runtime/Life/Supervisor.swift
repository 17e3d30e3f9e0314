package import BilateralBase

/// Keeps services running, each under its own policy, so that one failure touches nobody else.
///
/// Children run as one task group: cancelling the supervisor's task stops them all and waits for them.
package struct Supervisor: Sendable {
  /// One service and what to do when it stops.
  package struct Child: Sendable {
    package let service: any Service
    package let policy: RestartPolicy

    package init(_ service: any Service, _ policy: RestartPolicy) {
      self.service = service
      self.policy = policy
    }
  }

  private let log: Log
  private let clock: any Clock<Duration>
  private let random: RandomBits

  /// Makes a supervisor.
  ///
  /// - Parameters:
  ///   - log: where stops and restarts are told.
  ///   - clock: measures the pauses between restarts.
  ///   - random: spreads restarts.
  package init(log: Log, clock: any Clock<Duration>, random: RandomBits) {
    self.log = log
    self.clock = clock
    self.random = random
  }

  /// Runs all children until one with `.stopEverything` ends or the calling task is cancelled.
  ///
  /// - Throws: the error of an essential service that failed.
  package func run(_ children: [Child]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for child in children {
        group.addTask { try await keep(child) }
      }
      defer { group.cancelAll() }
      while try await group.next() != nil {}
    }
  }

  private func keep(_ child: Child) async throws {
    var policy = child.policy
    while !Task.isCancelled {
      do {
        try await child.service.run()
        if case .stopEverything = child.policy, !Task.isCancelled {
          throw StoppedUnasked(name: child.service.name)
        }
        return
      } catch is CancellationError {
        return
      } catch {
        guard case .onFailure(var backoff) = policy else {
          if case .never = policy { return tell(child, error) }
          throw error
        }
        var bits = random
        let pause = backoff.next(using: &bits)
        policy = .onFailure(backoff)
        tell(child, error)
        try? await clock.sleep(for: pause)
      }
    }
  }
}

extension Supervisor {
  private func tell(_ child: Child, _ error: any Error) {
    log.warning("service failed", ["service": child.service.name, "error": "\(error)"])
  }
}

/// An essential service returned although nobody had asked it to stop.
package struct StoppedUnasked: Error, CustomStringConvertible {
  package let name: String

  package var description: String { "\(name) stopped unasked" }
}
