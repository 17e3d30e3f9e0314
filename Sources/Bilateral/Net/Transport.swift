/// A connection that carries bytes both ways: plain, TLS, unix or in memory, all behind this face.
///
/// Whoever owns a transport sets `delegate` before the loop turns again and reacts to its calls. All members belong to
/// the loop. No member calls the delegate before it returns, so an owner is never re-entered; events that a call causes
/// (for example ``transportClosed(_:error:)`` after ``close()``) come in a later step of the loop.
///
/// Life: (connecting, handshake) → ready → bytes both ways → closed. `transportClosed` comes exactly once, last, on
/// every path; afterwards the transport lets go of its delegate and ignores all calls.
package protocol Transport: LoopConfined {
  /// Whom to tell; held strongly until `transportClosed` was delivered.
  var delegate: (any TransportDelegate)? { get set }

  /// Who is at the other end; complete from `transportBecameReady` on.
  var peer: PeerIdentity { get }

  /// Bytes accepted by ``write(_:)`` and not yet handed to the system: the owner's measure for backpressure.
  var pendingBytes: Int { get }

  /// Queues bytes, in order; before `transportBecameReady` they wait for it.
  ///
  /// Writes of one step of the loop leave together (one system call, one TLS record), so a head and its body may be
  /// written separately. Ignored after `shutdownWrite`, `close` and `abort`.
  func write(_ bytes: [UInt8])

  /// Stops delivering bytes, and so lets the peer's window fill: backpressure on the reading side.
  ///
  /// At most one more chunk that was already under way is kept back, not lost. While paused, the end of input
  /// is not reported either.
  func pauseReading()

  /// Delivers again what arrives.
  func resumeReading()

  /// Ends our direction after the queued bytes (TLS close_notify, then FIN); reading goes on.
  func shutdownWrite()

  /// Ends in good order: sends what is queued, ends our direction, then waits a moment for the peer's end.
  ///
  /// Input is dropped from now on. The wait keeps the kernel from resetting the connection, and thereby destroying the
  /// last answer, when the peer is still sending; it is bounded by ``TransportLimits/linger``.
  func close()

  /// Ends at once; queued bytes are lost.
  func abort()
}

/// Receives the events of one ``Transport``, on its loop.
package protocol TransportDelegate: AnyObject {
  /// The connection stands: connected and, with TLS, handshake done, certificate and pins checked.
  func transportBecameReady(_ transport: any Transport)

  /// Bytes arrived, never none; the buffer is valid during the call only.
  func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer)

  /// The peer sends no more; we may still write.
  ///
  /// `isClean` is false when a TLS connection ended without close_notify: a body that runs until the close may then
  /// have been cut off by somebody on the way (RFC 8446 §6.1). Without TLS it is always true.
  func transportReachedEnd(_ transport: any Transport, isClean: Bool)

  /// `pendingBytes` fell from above ``TransportLimits/lowWater`` to it or below.
  func transportDrained(_ transport: any Transport)

  /// The last call: nil after our own `close` or `abort` and after both sides ended in good order, otherwise the cause.
  func transportClosed(_ transport: any Transport, error: TransportError?)
}

/// The numbers of one transport.
package struct TransportLimits: Sendable, Equatable {
  /// From the start of the connection until it is ready, TLS included (S-24).
  package var handshake: Duration = .seconds(15)
  /// For one address: from the SYN to the connection.
  package var connect: Duration = .seconds(5)
  /// How long `close` waits without progress: for room to send the rest, then for the peer's end.
  package var linger: Duration = .seconds(2)
  /// `transportDrained` is called when fewer bytes than this are left to send.
  package var lowWater = 64 * 1024

  /// The defaults stated on the members.
  package init() {}
}
