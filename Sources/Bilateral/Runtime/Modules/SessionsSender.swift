import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// The sessions of a partner's drivers at our stations: the list, one session, and where that is wired the driver's
/// preferences (SES-01, SES-17, SES-18).
package struct SessionsSender: OCPIModule {
  /// Answers `PUT {session_id}/charging_preferences`; gets the call and the session's id.
  package typealias Preferences = @Sendable (OCPICall, String) async throws -> OCPIReply

  package let id = ModuleID.sessions
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = [.cpo]
  private let list: SenderList
  private let preferences: Preferences?

  /// Makes the module; without `preferences` such calls are answered with 405.
  package init(_ commons: Commons, preferences: Preferences? = nil) {
    list = SenderList(.sessions, commons)
    self.preferences = preferences
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    if path.count == 2, path[1] == "charging_preferences" {
      guard let preferences, call.request.method == .put else {
        throw OCPIRefusal.methodNotAllowed(preferences == nil ? [] : [.put])
      }
      return try await preferences(call, path[0])
    }
    guard call.request.method == .get else { throw OCPIRefusal.methodNotAllowed([.get]) }
    guard path.count <= 1 else { throw OCPIRefusal.notFound("no such address") }
    guard let id = path.first else { return try await page(call) }
    let found = try await list.findView(call) { [partner = call.link.id] tx in
      try tx.views.named(id, of: "sessions", for: partner).first
    }
    guard let found, let text = try found.view.body(found.row) else {
      throw OCPIRefusal.notFound("no session \(id)")
    }
    return OCPIReply(data: text)
  }

  /// A page; without `date_from` there is none (TR-32).
  private func page(_ call: OCPICall) async throws -> OCPIReply {
    guard call.request.query("date_from") != nil else {
      throw OCPIRefusal.invalid("date_from is missing: sessions are listed from a date on")
    }
    return try await list.answerViews(call) { view, row, json in
      guard let text = try? view.body(row) else { return }
      json.raw(text)
    }
  }
}
