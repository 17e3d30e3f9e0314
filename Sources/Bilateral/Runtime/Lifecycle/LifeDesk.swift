import BilateralBase
import BilateralNet
import BilateralStore

/// Carries out what people decide about a partnership: one transaction each, with its audit record and event.
struct LifeDesk: Sendable {
  /// For how long sessions and CDRs are awaited where nobody says it: two weeks.
  static let grace = 14 * 86_400

  let commons: Commons

  /// Suspends modules, or everything where none is named.
  ///
  /// - Parameters:
  ///   - id: the partner.
  ///   - modules: what is to rest.
  ///   - reason: why, for our own people.
  /// - Returns: what rests now.
  /// - Throws: `ControlFailure`, or what the store throws.
  func suspend(_ id: String, _ modules: [String], reason: String?) async throws -> ControlReply {
    let link = try link(id)
    try Self.demandKnown(modules)
    try Self.refuseEnding(link)
    let wanted = modules.isEmpty ? [Standing.all] : modules
    let isNew = try await change(
      link, "suspended", ["modules": Self.words(modules), "reason": Self.word(reason)]
    ) {
      standing, now in
      wanted.reduce(false) { standing.suspend($1, reason: reason, at: now) || $0 }
    }
    let what = modules.isEmpty ? id : "\(modules.joined(separator: ", ")) of \(id)"
    return ControlReply(
      isNew ? "\(what) rests; sessions and CDRs that have begun come to their end" : "\(what) rests already",
      [.init("changed", .bool(isNew)), .init("suspension", link.suspensionJSON)])
  }

  /// Ends the rest of modules, or of everything where none is named.
  ///
  /// - Throws: BR831 where only a part of a whole suspension is meant, BR833 where the file suspends.
  func resume(_ id: String, _ modules: [String]) async throws -> ControlReply {
    let link = try link(id)
    try Self.demandKnown(modules)
    try Self.refuseEnding(link)
    if !modules.isEmpty, link.standing.suspensions[Standing.all] != nil {
      throw ControlFailure(
        "BR831", "all of \(id) is suspended, not \(modules.joined(separator: ", ")) alone",
        help: "partnerctl resume \(id)", exit: 6)
    }
    let isNew = try await change(link, "resumed", ["modules": Self.words(modules)]) { standing, _ in
      (modules.isEmpty ? [Standing.all] : modules).reduce(false) { standing.resume($1) || $0 }
    }
    guard link.terms.technical.status != .suspended else {
      throw ControlFailure(
        "BR833", "\(link.terms.technical.file) says status = \"suspended\": \(id) rests on",
        help: "write status = \"live\" there and send the runtime SIGHUP", exit: 6)
    }
    let text = isNew ? "\(id) goes on; what waited is sent now" : "\(id) was not suspended"
    return ControlReply(text, [.init("changed", .bool(isNew)), .init("suspension", link.suspensionJSON)])
  }

  /// What somebody asks of the end of a partnership.
  struct EndOrder: Sendable {
    /// For how long sessions and CDRs are awaited, in seconds.
    var grace: Int64
    var reason: String?
  }

  /// Begins to end a partnership.
  ///
  /// - Throws: BR834 when that is under way, BR836 when it has ended.
  func offboard(_ id: String, _ order: EndOrder) async throws -> ControlReply {
    let link = try link(id)
    try await change(
      link, "offboard.tokens", ["grace": JSON(Int(order.grace)), "reason": Self.word(order.reason)]
    ) {
      standing, now in
      if let ending = standing.offboarding {
        guard ending.phase == .ended else {
          throw ControlFailure(
            "BR834", "\(id) is being ended since \(ending.begun), step \(ending.phase.rawValue)",
            help: "partnerctl offboard \(id) --status, or --cancel", exit: 6)
        }
        throw ControlFailure(
          "BR836", "\(id) has ended", help: "partnerctl offboard \(id) --status says where its archive is",
          exit: 6)
      }
      standing.offboarding = Offboarding(
        begun: now, until: now.adding(seconds: order.grace), reason: order.reason)
      return true
    }
    return ControlReply(
      "no driver is let in any more; the rest follows by itself, also after a restart",
      [.init("offboarding", link.standing.offboarding?.json ?? .null)])
  }

  /// Calls the end of a partnership off; after it has come, forgets it so that another may begin.
  ///
  /// - Throws: BR835 once the credentials are being deleted.
  func cancel(_ id: String) async throws -> ControlReply {
    let link = try link(id)
    let isNew = try await change(link, "offboard.cancelled", [:]) { standing, _ in
      guard let ending = standing.offboarding else { return false }
      guard ending.isCancellable || ending.phase == .ended else {
        throw ControlFailure(
          "BR835", "the credentials of \(id) are being deleted: it is too late to call it off",
          help: "once it has ended: partnerctl offboard \(id) --cancel, then register or invite", exit: 6)
      }
      standing.offboarding = nil
      return true
    }
    return ControlReply(isNew ? "\(id) goes on; its drivers are let in again" : "\(id) was not being ended")
  }

  /// Changes what was decided, and lets the link follow.
  ///
  /// - Parameters:
  ///   - link: the partner.
  ///   - word: what is done, for audit and event.
  ///   - detail: more of it.
  ///   - actor: who does it.
  ///   - body: makes the change; false when there is nothing to do.
  /// - Returns: what `body` returned.
  /// - Throws: what `body` or the store throws.
  @discardableResult
  func change(
    _ link: PartnerLink, _ word: String, _ detail: JSON, actor: String = "operator",
    _ body: @escaping @Sendable (inout Standing, Timestamp) throws -> Bool
  ) async throws -> Bool {
    let (isNew, standing) = try await commons.store.write { [id = link.id] tx -> (Bool, Standing) in
      var standing = try Standing.of(id, in: tx)
      guard try body(&standing, tx.now) else { return (false, standing) }
      try standing.save(id, in: tx)
      let text = JSONText(detail.canonicalBytes)
      try tx.audit.append(AuditEntry(actor: actor, action: "partner.\(word)", partner: id, detail: text))
      try tx.events.append(Event(type: "partner", partner: id, id: id, change: word, object: text))
      return (true, standing)
    }
    link.take(standing)
    return isNew
  }

  func link(_ id: String) throws(ControlFailure) -> PartnerLink {
    guard let link = commons.links[id] else { throw ControlFailure.noPartner(id) }
    return link
  }

  private static func demandKnown(_ modules: [String]) throws(ControlFailure) {
    guard let odd = modules.first(where: { !Standing.modules.contains($0) }) else { return }
    throw ControlFailure(
      "BR309", "there is no module \"\(odd)\" to suspend", help: Standing.modules.joined(separator: ", "),
      exit: 65)
  }

  private static func refuseEnding(_ link: PartnerLink) throws(ControlFailure) {
    guard let ending = link.standing.offboarding, ending.phase != .ended else { return }
    throw ControlFailure(
      "BR834", "\(link.id) is being ended since \(ending.begun)",
      help: "partnerctl offboard \(link.id) --status, or --cancel", exit: 6)
  }

  private static func words(_ modules: [String]) -> JSON {
    modules.isEmpty ? .null : .array(modules.map { .string($0) })
  }

  static func word(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
}

extension Platform {
  /// The verbs of the life of a partnership.
  func addLifeRoutes(to router: inout Router) {
    let desk = LifeDesk(commons: commons)
    router.on(.post, "/partners/:id/activate") { request in
      let id = request.parameters["id"]
      return .steps {
        try await Activation(reading: ChecklistReading(commons: self.commons, check: self.check)).run(
          id, telling: $0)
      }
    }
    router.on(.post, "/partners/:id/suspend") { request in
      let (id, order) = (request.parameters["id"], try request.order())
      return .steps { _ in
        try await desk.suspend(id, order.orderedModules, reason: order["reason"]?.string)
      }
    }
    router.on(.post, "/partners/:id/offboard") { request in
      let (id, order) = (request.parameters["id"], try request.order())
      return .steps { _ in
        if order["cancel"]?.bool == true { return try await desk.cancel(id) }
        let grace = Int64(order["grace"]?.int ?? LifeDesk.grace)
        return try await desk.offboard(
          id, LifeDesk.EndOrder(grace: max(0, grace), reason: order["reason"]?.string))
      }
    }
    router.on(.post, "/partners/:id/resume") { request in
      let (id, order) = (request.parameters["id"], try request.order())
      return .steps { _ in try await desk.resume(id, order.orderedModules) }
    }
  }
}
