package import Bilateral
import BilateralBase
import BilateralCrypto
package import BilateralNet
package import BilateralStore
import Synchronization

/// One platform of a test, running in this process on real sockets with a real database.
package final class TestSide: Sendable {
  package let fleet: TestFleet
  package let platform: Platform
  package let listening: Platform.Listening
  private let task: Task<Void, any Error>

  private init(
    fleet: TestFleet, platform: Platform, listening: Platform.Listening, task: Task<Void, any Error>
  ) {
    self.fleet = fleet
    self.platform = platform
    self.listening = listening
    self.task = task
  }

  /// Opens and runs a fleet; returns once everything listens.
  package static func start(
    _ fleet: TestFleet, store options: StoreOptions = StoreOptions(),
    surroundings: Surroundings = .system(log: .silent)
  ) async throws -> TestSide {
    let platform = try await Platform.open(fleet.folder, surroundings: surroundings, store: options)
    let (ready, report) = AsyncThrowingStream<Platform.Listening, any Error>.makeStream()
    let task = Task {
      do {
        try await platform.run { report.yield($0) }
        report.finish()
      } catch {
        report.finish(throwing: error)
        throw error
      }
    }
    for try await listening in ready {
      return TestSide(fleet: fleet, platform: platform, listening: listening, task: task)
    }
    throw CancellationError()
  }

  /// Drains and closes; the folder stays, so that the side can be started again on it.
  package func stop() async {
    task.cancel()
    try? await task.value
  }

  /// A client that trusts the test's authority.
  package func makeClient() throws -> HTTPClient {
    var configuration = TLSConfiguration()
    configuration.authorities = .only(fleet.authority.certificate)
    let tls = TLSContextBox(try TLSContext(configuration, role: .client))
    return HTTPClient(
      on: platform.group.next(), plain: Dialer(policy: .any), secure: Dialer(policy: .any, tls: tls))
  }

  /// An address of our back office.
  package func office(_ path: String) throws -> HTTPURL {
    try HTTPURL("http://\(listening.backOffice)\(path)")
  }
}
