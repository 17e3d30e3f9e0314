/// Every limit and deadline of HTTP in one place; sizes in bytes.
///
/// A server takes all of them, a client those whose text says so. The defaults suit OCPI: small heads, bodies of some
/// megabytes, partners of every quality.
package struct HTTPLimits: Sendable, Equatable {
  // MARK: Heads

  /// First line, fields and line ends together; above: 431; on a client, of a response.
  package var headSize = 16 * 1024
  /// The request line alone; above: 414.
  package var requestLineSize = 8 * 1024
  /// Field lines; above: 431; on a client, of a response.
  package var fieldCount = 100
  /// From the start of the connection, later from the first byte of a head, to its end; above: 408 (S-27).
  package var headTime: Duration = .seconds(15)

  // MARK: Bodies

  /// A request body, unless the route says otherwise; above: 413, before anything is parsed (S-29).
  package var bodySize = 1024 * 1024
  /// Bytes per second that a request body must make, over each ``bodyWindow``; below: 408.
  package var minimumBodyRate = 512
  /// The span over which the rate is taken.
  package var bodyWindow: Duration = .seconds(10)
  /// Chunk extensions of one body together, names and values.
  package var chunkExtensionSize = 4 * 1024
  /// Trailer of a chunked body; above: 431.
  package var trailerSize = 4 * 1024
  /// Of a body that the handler left unread, this much is read and dropped to keep the connection; above: closed.
  package var discardSize = 64 * 1024

  // MARK: Connections

  /// Unread input held per connection before reading stops; so it bounds pipelined requests too.
  package var readBuffer = 64 * 1024
  /// Requests answered on one connection before it is closed in good order.
  package var requestsPerConnection = 10_000
  /// Between two requests; then the connection is closed silently.
  package var idleTime: Duration = .seconds(75)
  /// Connections at once of the whole server; above: accepted and closed at once.
  package var connections = 20_000
  /// Connections at once of one address (unix sockets do not count); above: accepted and closed at once.
  package var connectionsPerAddress = 1_000
  /// Output not yet taken by the peer at which a streamed response waits.
  package var writeBuffer = 256 * 1024
  /// Without any progress of output for so long, the connection is aborted.
  package var writeTime: Duration = .seconds(30)
  /// For all open requests to end when the server stops; then they are cancelled (S-37).
  package var drainTime: Duration = .seconds(12)

  // MARK: Client

  /// A response body, unless the request says otherwise.
  package var responseBodySize = 64 * 1024 * 1024
  /// 1xx responses before the final one.
  package var interimResponses = 8
  /// For the whole request, from its start to the last byte, unless it says otherwise.
  package var requestTime: Duration = .seconds(30)
  /// Connections at once to one origin.
  package var connectionsPerOrigin = 8
  /// How long an unused connection is kept; below common servers' own limits, so that few die in our hands.
  package var clientIdleTime: Duration = .seconds(20)

  /// The defaults stated on the members.
  package init() {}
}
