import BilateralBase
import BilateralStore
import BilateralTerms

/// What is wrong with one partner, by one rule: from what `GET /partners` tells and a few dates.
struct AlarmConditions {
  /// A certificate and its end.
  struct Certificate: Sendable {
    var name: String
    var end: Timestamp
  }

  /// The rule.
  let rule: AlarmTerms
  /// The time.
  let now: Timestamp

  /// A thing that is wrong: condition, subject and words.
  typealias Wrong = (condition: AlarmTerms.Condition, subject: String, text: String)

  /// What is wrong with a partner that traffic should flow with.
  ///
  /// - Parameters:
  ///   - partner: its object of `GET /partners`.
  ///   - sync: the terms of a module.
  /// - Returns: everything that is wrong.
  func wrong(_ partner: JSON, sync: (String) -> SyncTerms) -> [Wrong] {
    let modules = partner["modules"]?.members ?? []
    let found =
      modules.flatMap { module($0.name, $0.value, sync($0.name)) } + backlog(modules)
      + state(partner)
    return found.filter { rule.conditions.contains($0.condition) }
  }

  private func module(_ name: String, _ told: JSON, _ sync: SyncTerms) -> [Wrong] {
    var found: [Wrong] = []
    // A pull every hour is not late after half an hour.
    let patience = sync.pulls ? max(rule.lag, 2 * sync.everySeconds) : rule.lag
    if let lag = told["lag_seconds"]?.numberText.flatMap({ Int($0.prefix { $0 != "." }) }),
      lag > patience
    {
      found.append((.lag, name, "\(name) out of step for \(lag / 60) min"))
    }
    let errors = told["consecutive_errors"]?.int ?? 0
    if errors >= rule.failures {
      let last = told["last_error"]?.string.map { ": \($0)" } ?? ""
      found.append((.failures, name, "\(name) failed \(errors) times in a row\(last)"))
    }
    if let brake = told["brake"], let missing = brake["missing"]?.int {
      found.append(
        (
          .shrink, name,
          "\(name): the full list lacks \(missing) of \(brake["live"]?.int ?? 0) objects; none was removed"
        ))
    }
    return found
  }

  private func backlog(_ modules: [JSONMember]) -> [Wrong] {
    func sum(_ name: String) -> Int { modules.compactMap { $0.value[name]?.int }.reduce(0, &+) }
    var found: [Wrong] = []
    if sum("quarantine") >= rule.quarantine {
      found.append((.quarantine, "", "\(sum("quarantine")) objects are in quarantine"))
    }
    if sum("outbox") >= rule.outbox {
      found.append((.outbox, "", "\(sum("outbox")) messages wait to be sent"))
    }
    return found
  }

  private func state(_ partner: JSON) -> [Wrong] {
    var found: [Wrong] = []
    if partner["state"]?.string == "failed" {
      let error = partner["last_error"]?.string.map { ": \($0)" } ?? ""
      found.append((.failures, "credentials", "the registration failed\(error)"))
    }
    if partner["drift"]?.bool == true {
      found.append(
        (.drift, "", "the file differs from the terms in force: partnerctl apply, or take it back"))
    }
    return found
  }

  /// Certificates that end too soon.
  func ending(_ certificates: [Certificate]) -> [Wrong] {
    guard rule.conditions.contains(.certificate) else { return [] }
    return certificates.filter { $0.end - now < Int64(rule.expiry) }.map { certificate in
      (.certificate, certificate.name, "\(certificate.name) ends \(certificate.end)")
    }
  }

  /// A token that has reached four fifths of its age.
  func ageing(issued: Timestamp?, age: Int?) -> [Wrong] {
    guard rule.conditions.contains(.token), let issued, let age, now - issued >= Int64(age) / 5 * 4
    else {
      return []
    }
    return [(.token, "", "the tokens are of \(issued) and due for renewal: partnerctl rotate")]
  }
}
