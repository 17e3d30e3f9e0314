import BilateralBase
import BilateralNet
import BilateralStore

extension Board {
  /// How long nothing is said to a browser at most; ages on a page grow meanwhile.
  private static let pulse: Duration = .seconds(15)
  /// How often a browser is told of changes at most.
  private static let pause: Duration = .seconds(2)

  /// Tells a browser when something changed, by server-sent events; what changed is on the page itself.
  func live(_ request: HTTPRequest) -> HTTPResponse {
    guard viewer(of: request) != .stranger else { return HTTPResponse(.unauthorized, text: "log in first\n") }
    let fields: HTTPFields = [.contentType: "text/event-stream", "Cache-Control": "no-store"]
    return HTTPResponse(.ok, fields, endsWithClient: true) { [commons] writer in
      try await writer.write(Array("retry: 3000\n\n".utf8))
      while !commons.closing.isOpen {
        let wakeUps = commons.store.wakeUps(of: .events)
        _ = try await StoreWait.next(wakeUps, atMost: Self.pulse, in: commons)
        if commons.closing.isOpen { break }
        try await writer.write(Array("event: change\ndata: \n\n".utf8))
        try await commons.surroundings.clock.sleep(for: Self.pause)
      }
    }
  }
}
