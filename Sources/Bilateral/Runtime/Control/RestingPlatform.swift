package import BilateralBase
import BilateralNet
import Foundation

/// A platform that does not run, seen through what it left on disk (ruling 10).
///
/// It answers the reading paths of the control channel by the very routes a running platform has, from the database
/// opened read-only; what only a running platform knows, such as a loop's last error in memory, is not there.
package struct RestingPlatform: Sendable {
  /// When the database was last written.
  package let asOf: Timestamp
  let platform: Platform

  /// Opens what a fleet folder holds.
  ///
  /// - Throws: `LoadedFleet.Unusable`, or what the store throws: `missing` when no runtime ever ran.
  package static func open(_ folder: String, surroundings: Surroundings) async throws -> RestingPlatform {
    let platform = try await Platform.openResting(folder, surroundings: surroundings)
    let database = "\(platform.commons.fleet().stateFolder)/bilateral.db"
    return RestingPlatform(asOf: lastWrite(of: database), platform: platform)
  }

  /// Lets go of the database.
  package func close() { platform.endResting() }

  /// Answers `GET` of a path with its query, as the control channel would.
  ///
  /// - Throws: what the route throws.
  package func get(_ target: String) async throws -> (status: Int, body: [UInt8]) {
    let head = try HTTPRequestHead(firstLine: Array("GET \(target) HTTP/1.1".utf8))
    let match = platform.controlRouter().match(.get, path: head.target.path)
    let request = HTTPRequest(
      head, peer: PeerIdentity(), parameters: match.parameters, body: HTTPRequestBody([]))
    let response = try await answer(request, match.handler)
    guard case .bytes(let body) = response.content else { return (response.status.code, []) }
    return (response.status.code, body)
  }

  private func answer(_ request: HTTPRequest, _ handler: HTTPHandler) async throws -> HTTPResponse {
    do { return try await handler(request) } catch let error as any HTTPAnswerable { return error.response }
  }

  /// The later of the database's own time and its log's, which holds the newest commits.
  private static func lastWrite(of database: String) -> Timestamp {
    let dates = [database, database + "-wal"].compactMap { path in
      (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }
    return Timestamp(seconds: Int64(dates.map(\.timeIntervalSince1970).max() ?? 0))
  }
}
