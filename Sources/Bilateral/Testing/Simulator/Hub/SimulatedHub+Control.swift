package import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import Synchronization

/// Orders to the simulated hub, over HTTP or from a test.
extension SimulatedHub {
  /// Begins to take orders.
  ///
  /// - Returns: where.
  /// - Throws: what keeps it from listening.
  package func openControl() throws -> String {
    var router = Router()
    router.notFound = { _ in Self.response(404, ["error": "no such order; GET / lists them"]) }
    for method in [HTTPMethod.get, .post, .delete] {
      for pattern in ["/", "/*path"] {
        router.on(method, pattern) { [weak self] request in
          guard let self else { return HTTPResponse(.serviceUnavailable) }
          let path = request.parameters.rest.filter { !$0.isEmpty }
          guard let order = HubOrder(request.method, path) else {
            return Self.response(404, ["error": "no such order; GET / lists them"])
          }
          let reply = await self.carryOut(order)
          return Self.response(reply["error"] == nil ? 200 : 409, reply)
        }
      }
    }
    let server = HTTPServer(router, on: group)
    let address = try server.listen(on: settings.control)
    state.withLock { $0.control = server }
    return "http://\(address)"
  }

  private static func response(_ status: Int, _ json: JSON) -> HTTPResponse {
    HTTPResponse(
      HTTPStatus(status) ?? .internalServerError, [.contentType: "application/json"],
      body: json.bytes + [0x0A])
  }

  /// Carries out an order.
  ///
  /// - Returns: what came of it; a member `error` says that nothing did.
  package func carryOut(_ order: HubOrder) async -> JSON {
    switch order {
    case .show: return overview
    case .cut(nil): state.withLock { $0.isCut = true }
    case .restore(nil): state.withLock { $0.isCut = false }
    case .cut(let party?): return decree(party, .offline)
    case .suspend(let party): return decree(party, .suspended)
    case .restore(let party?): return decree(party, nil)
    case .plan(let role): change { $0.announce(role) }
    case .spoil(let text):
      guard state.withLock({ $0.faults.add(text) }) else { return ["error": "there is no such fault"] }
    case .mend(let fault): state.withLock { $0.faults.remove(fault) }
    case .party(let party): return story(of: party)
    case .pull(let party, let module): return await pull(module, as: party)
    case .authorize(let party, let uid): return await authorize(uid, at: party)
    case .charge(let party, let uid): return await charge(uid, at: party)
    }
    return ["done": true]
  }

  private func decree(_ party: PartyID, _ status: ConnectionStatus?) -> JSON {
    guard directory.status(of: party) != nil else { return ["error": .string("nobody here is \(party)")] }
    change { $0.order(party, status) }
    let told = directory.status(of: party)?.rawValue ?? ""
    return ["party": .string("\(party)"), "status": .string(told)]
  }

  private var overview: JSON {
    let (directory, faults, counts, isCut) = state.withLock {
      ($0.directory, $0.faults, $0.counts, $0.isCut)
    }
    let own = Set(settings.parties)
    let parties = directory.entries().map { entry -> JSON in
      [
        "role": .string("\(entry.role)"), "status": .string(entry.status.rawValue),
        "simulated": .bool(own.contains(entry.role)),
      ]
    }
    let messages = counts.sorted { $0.key < $1.key }.map { JSONMember($0.key, JSON($0.value)) }
    return [
      "hub": .string("\(directory.hub)"), "cut": .bool(isCut), "parties": .array(parties),
      "faults": .array(faults.names.map { .string($0) }), "messages": .object(messages),
      "orders": .array(HubOrder.help.map { .string($0) }),
    ]
  }

  private func simulated(_ party: PartyID) throws(HubRefusal) -> SimulatedPartner {
    guard let partner = partner(party) else { throw .other("\(party) is no simulated party of this hub") }
    return partner
  }

  private func story(of party: PartyID) -> JSON {
    do throws(HubRefusal) {
      let partner = try simulated(party)
      let received = partner.received.keys.sorted()
      return [
        "party": .string("\(party)"), "received": .array(received.map { .string($0) }),
        "pushes": JSON(partner.pushes.count),
        "questions": JSON(partner.questions),
      ]
    } catch {
      return ["error": .string(error.message)]
    }
  }

  private func pull(_ module: String, as party: PartyID) async -> JSON {
    do throws(HubRefusal) {
      guard let count = try await simulated(party).pull(module) else {
        throw .other("the list cannot be read")
      }
      return ["party": .string("\(party)"), "module": .string(module), "count": JSON(count)]
    } catch {
      return ["error": .string(error.message)]
    }
  }

  private func authorize(_ uid: String, at party: PartyID) async -> JSON {
    do throws(HubRefusal) {
      await collect("tokens")
      guard let answer = try await simulated(party).authorize(uid) else {
        throw .other("there was no answer")
      }
      return ["status_code": JSON(answer.status), "allowed": .string(answer.allowed)]
    } catch {
      return ["error": .string(error.message)]
    }
  }

  private func charge(_ uid: String, at party: PartyID) async -> JSON {
    do throws(HubRefusal) {
      await collect("tokens")
      let partner = try simulated(party)
      let cards = state.withLock { $0.shelf.list("tokens", for: [party]) }
      guard let card = cards.first(where: { $0.id == uid }), let driver = try? JSON.parse(card.text) else {
        throw .other("no platform has a token \(uid)")
      }
      let id = "SIM-\(party)-\(now.microseconds)"
      return ["session": .string(id), "taken": .bool(await partner.charge(id, driver: driver))]
    } catch {
      return ["error": .string(error.message)]
    }
  }
}
