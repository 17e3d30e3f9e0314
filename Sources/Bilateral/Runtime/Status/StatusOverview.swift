package import BilateralBase

/// What `GET /partners` says, with the totals that a person wants first.
package struct StatusOverview: Sendable {
  /// The partners as the runtime told them.
  package let partners: [JSON]

  /// The partners of an answer, or only some of them by id.
  package init(_ answer: JSON, only ids: [String] = []) {
    let all = answer["partners"]?.elements ?? []
    partners = ids.isEmpty ? all : all.filter { ids.contains($0["id"]?.string ?? "") }
  }

  /// Whether a partner that should work does not: not registered, or a loop failed last.
  package static func isDegraded(_ partner: JSON) -> Bool {
    let wanted = ["test", "live"].contains(partner["status"]?.string ?? "")
    return wanted && (partner["state"]?.string != "registered" || lastError(partner) != nil)
  }

  /// The first module with an error, and the error.
  package static func lastError(_ partner: JSON) -> (module: String, text: String)? {
    for member in partner["modules"]?.members ?? [] {
      if let error = member.value["last_error"], !error.isNull {
        return (member.name, error.string ?? error["message"]?.string ?? error.text)
      }
    }
    return nil
  }

  /// The sum of a number over the modules of a partner.
  package static func sum(_ partner: JSON, _ field: String) -> Int {
    (partner["modules"]?.members ?? []).compactMap { $0.value[field]?.int }.reduce(0) { $0 &+ $1 }
  }

  /// Whether a live partner is degraded.
  package var isLiveDegraded: Bool {
    partners.contains { $0["status"]?.string == "live" && Self.isDegraded($0) }
  }

  /// The totals, as JSON gives them.
  package var totals: JSON {
    let degraded = partners.filter(Self.isDegraded).count
    return [
      "partners": JSON(partners.count), "degraded": JSON(degraded), "healthy": JSON(healthy),
      "outbox": JSON(partners.map { Self.sum($0, "outbox") }.reduce(0, &+)),
      "quarantine": JSON(partners.map { Self.sum($0, "quarantine") }.reduce(0, &+)),
    ]
  }

  private var healthy: Int {
    partners.filter { $0["state"]?.string == "registered" && !Self.isDegraded($0) }.count
  }
}
