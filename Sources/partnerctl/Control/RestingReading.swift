import Bilateral
import BilateralBase
import BilateralStore

/// What a reading verb got: the answer, and since when nothing changes when no runtime runs (ruling 10).
struct Reading: Sendable {
  /// The answer.
  var json: JSON
  /// The last write of a runtime that does not run; nil while one runs.
  var asOf: Timestamp?

  /// The members that tell programs that no runtime runs; none while one does.
  var members: [JSONMember] {
    asOf.map { [.init("running", false), .init("as_of", .string("\($0)"))] } ?? []
  }

  /// Tells people, on stderr, that no runtime runs.
  func tell(_ invocation: Invocation) {
    guard let asOf else { return }
    invocation.talk.print(invocation.talk.style.paint("(runtime not running; state as of \(asOf))", .warning))
  }
}

extension ControlClient {
  /// Reads from the running runtime, or without one from its database.
  /// - Throws: what the answer tells; exit 6 when no runtime ever ran here.
  func look(_ path: String) async throws(Failure) -> Reading {
    do throws(Failure) {
      return Reading(json: try get(path))
    } catch {
      guard let fleet, error == ControlFault.noRuntime(at: socket) else { throw error }
      return try await rest(path, fleet, error)
    }
  }

  private func rest(_ path: String, _ fleet: FleetFolder, _ noRuntime: Failure) async throws(Failure)
    -> Reading
  {
    do {
      let resting = try await RestingPlatform.open(fleet.path, surroundings: .system(log: .silent))
      defer { resting.close() }
      let (status, body) = try await resting.get(path)
      return Reading(json: try ControlFault.checked(ControlAnswer(status: status), body), asOf: resting.asOf)
    } catch let error as StoreError where error.kind == .missing {
      throw noRuntime
    } catch {
      throw RunFault.failure(error)
    }
  }
}
