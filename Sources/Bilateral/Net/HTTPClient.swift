/// Sends requests over kept connections, without ever following a redirect: where a request goes, and with it a token,
/// is the caller's decision alone (S-15, S-16).
///
/// One client per partner: it holds the partner's TLS rules and address policy inside its dialers, and its pool. All its
/// connections live on one loop. Many requests may be under way at once; beyond
/// ``HTTPLimits/connectionsPerOrigin`` they wait for a free connection, in their order.
package final class HTTPClient: Sendable {
  private let loop: EventLoop
  private let pool: HTTPClientPool
  private let limits: HTTPLimits

  /// A client that opens its connections by these dialers.
  ///
  /// - Parameters:
  ///   - loop: where its connections live; it must outlive the client.
  ///   - plain: for http URLs; nil refuses them.
  ///   - secure: for https URLs, a dialer with TLS; nil refuses them.
  ///   - address: where to go instead of to the URL's host, for unix sockets and tests.
  ///   - limits: all limits and deadlines.
  package init(
    on loop: EventLoop, plain: (any Dialing)?, secure: (any Dialing)?, to address: SocketAddress? = nil,
    limits: HTTPLimits = HTTPLimits()
  ) {
    self.loop = loop
    self.limits = limits
    pool = HTTPClientPool(loop: loop, plain: plain, secure: secure, address: address, limits: limits)
  }

  /// Sends a request and waits for the complete answer, of whatever status.
  ///
  /// - Throws: ``HTTPClientError``; a cancelled task gives up at once.
  package func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
    let job = HTTPClientJob(request, loop: loop, limits: limits)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.execute { self.pool.submit(job, continuation) }
      }
    } onCancel: {
      loop.execute { job.fail(HTTPClientError(.cancelled, "the request was cancelled")) }
    }
    return try result.get()
  }

  deinit { loop.execute { [pool] in pool.close() } }

  /// Closes all connections; requests under way fail.
  package func close() { loop.execute { self.pool.close() } }
}
