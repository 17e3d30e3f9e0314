import BilateralBase
import BilateralStore
import BilateralTerms
import Synchronization

/// Which promises of partners are broken over the time that was agreed (`service_level.measured`).
///
/// Measures change slowly and chargers are many, so a partner is looked at again after a while only.
final class ServiceWatch: Sendable {
  /// What was found of a partner.
  struct Finding: Sendable {
    /// The promises that are broken.
    var broken: [ServicePromise] = []
    /// The days that they were measured over.
    var days: Int64 = 30
  }

  /// Fewer cases than this are no breach: one lost call in two is no service level.
  static let leastCounted = 20

  private struct Look {
    var at: Timestamp
    var promises: [String]
    var finding: Finding
  }

  private let known = Mutex<[String: Look]>([:])

  /// What is broken with a partner.
  ///
  /// - Parameters:
  ///   - link: the partner.
  ///   - store: its measures.
  ///   - now: the time.
  /// - Returns: nothing for a partner that promised nothing.
  /// - Throws: what the store throws.
  func finding(_ link: PartnerLink, _ store: Store, at now: Timestamp) async throws -> Finding {
    let file = link.terms.money
    let promises = (ServicePromise.names + ["measured"]).map { name in
      file.entry("service_level.\(name)").map { "\($0.value)" } ?? ""
    }
    guard promises.dropLast().contains(where: { !$0.isEmpty }) else { return Finding() }
    let hasUptime = file.percent("service_level.uptime") != nil
    if let last = known.withLock({ $0[link.id] }), last.promises == promises, now >= last.at,
      now - last.at < (hasUptime ? 3600 : 300)
    {
      return last.finding
    }
    let days = Self.days(file.text("service_level.measured"))
    let moments = now.adding(seconds: -days * 86_400)..<now
    let reader = PeriodReading(
      link: link, moments: moments, zone: DisputeDesk.zone(of: file), now: now)
    let all = try await store.read { tx in
      ServicePromise.all(
        file, try reader.service(in: tx), uptime: hasUptime ? try reader.uptime(in: tx) : nil)
    }
    let broken = all.filter { $0.isKept == false && $0.counted >= Self.leastCounted }
    let finding = Finding(broken: broken, days: days)
    known.withLock { $0[link.id] = Look(at: now, promises: promises, finding: finding) }
    return finding
  }

  private static func days(_ measured: String?) -> Int64 {
    switch measured {
    case "week": 7
    case "quarter": 91
    default: 30
    }
  }
}
