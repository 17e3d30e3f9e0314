import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// Partners, and what we received from them.
extension OfficeRouter {
  mutating func addPartners() {
    on(.get, "/partners") { call in .json(try await PartnerStatus.list(call.commons)) }
    on(.get, "/partners/:partner/:module") { call in try await ReceivedRoutes(call).list(call.link().id) }
    on(.get, "/partners/:partner/:module/:country/:party/:id") { call in
      try await ReceivedRoutes(call).object(of: call.link().id)
    }
    on(.get, "/network/:module") { call in try await ReceivedRoutes(call).network() }
    on(.post, "/partners/:partner/authorize") { call in try await DriverAuthorization(call).run() }
    on(.post, "/partners/:partner/commands/:command") { call in try await CommandGiving(call).run() }
    on(.get, "/commands/:command") { call in try await CommandAnswering(call).show() }
    on(.post, "/commands/:command/result") { call in try await CommandAnswering(call).run() }
  }
}
