import BilateralBase
import BilateralNet
import Synchronization
import Testing

/// Loops, a listener and what arrived there, for tests over real sockets.
final class Loopback: Sendable {
  let group: EventLoopGroup
  let listener: Listener
  let events: Events
  let reports: Recorder<Listener.Event>

  /// Listens on a free port of 127.0.0.1 (or elsewhere) and treats each connection by `serve`.
  init(
    _ address: SocketAddress = .loopback(), options: Listener.Options = .init(),
    serve: @escaping @Sendable (Peer) -> Void = { _ in }
  ) throws {
    let group = try EventLoopGroup(count: 1)
    let events = Events()
    let reports = Recorder<Listener.Event>()
    var options = options
    options.report = { report in
      reports.add(report)
      if case .failed(_, let error) = report { events.add(.closed("server", text: "", error: error)) }
    }
    let loop = options.tls == nil ? group.next() : try group.doorLoop()
    listener = try Listener(address, on: loop, options: options)
    self.group = group
    self.events = events
    self.reports = reports
    listener.start(on: group) { transport in
      let peer = Peer(transport, label: "server", events: events)
      serve(peer)
    }
  }

  deinit {
    listener.close()
    group.stop()
  }

  /// The loop on which both ends of the connections live.
  var loop: EventLoop { group.loops[0] }

  /// Dials the listener, or elsewhere.
  func dial(
    _ dialer: Dialer = Dialer(policy: .any), to target: DialTarget? = nil,
    client: @escaping @Sendable (Peer) -> Void = { _ in }
  ) {
    let target = target ?? .address(listener.address)
    loop.execute { [loop, events] in
      let peer = Peer(nil, label: "client", events: events)
      peer.transport = dialer.dial(target, on: loop, delegate: peer)
      client(peer)
    }
  }
}

/// One end of a connection, scripted by closures.
final class Peer: TransportDelegate, @unchecked Sendable {
  var transport: (any Transport)?
  let label: String
  var bytes: [UInt8] = []
  var onReady: (Peer) -> Void = { _ in }
  var onBytes: (Peer) -> Void = { _ in }
  var onEnd: (Peer) -> Void = { $0.transport?.close() }
  private let events: Events

  init(_ transport: (any Transport)?, label: String, events: Events) {
    self.transport = transport
    self.label = label
    self.events = events
    transport?.delegate = self
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func write(_ text: String) { transport?.write(Array(text.utf8)) }

  func transportBecameReady(_ transport: any Transport) {
    events.add(.ready(label, transport.peer))
    onReady(self)
  }

  func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer) {
    self.bytes += bytes
    onBytes(self)
  }

  func transportReachedEnd(_ transport: any Transport, isClean: Bool) {
    events.add(.end(label, isClean: isClean))
    onEnd(self)
  }

  func transportDrained(_ transport: any Transport) { events.add(.drained(label)) }

  func transportClosed(_ transport: any Transport, error: TransportError?) {
    self.transport = nil
    events.add(.closed(label, text: text, error: error))
  }
}

/// What happens on connections, waited for in order of appearance.
final class Events: Sendable {
  enum Event: Sendable, Equatable {
    case ready(String, PeerIdentity)
    case end(String, isClean: Bool)
    case drained(String)
    case closed(String, text: String, error: TransportError?)
    case late
  }

  private struct Wait: Sendable {
    var missing: Int
    let condition: @Sendable (Event) -> Bool
    let continuation: CheckedContinuation<Event, Never>

    mutating func isOver(with event: Event) -> Bool {
      if condition(event) { missing -= 1 }
      return missing == 0 || event == .late
    }
  }

  private struct State: Sendable {
    var all: [Event] = []
    var waiting: [Wait] = []

    mutating func add(_ event: Event) -> [Wait] {
      all.append(event)
      var woken: [Wait] = []
      waiting = waiting.compactMap { wait in
        var wait = wait
        if wait.isOver(with: event) { woken.append(wait) }
        return wait.missing == 0 || event == .late ? nil : wait
      }
      return woken
    }
  }

  private let state = Mutex(State())

  var all: [Event] { state.withLock { $0.all } }

  func add(_ event: Event) {
    for wait in state.withLock({ $0.add(event) }) { wait.continuation.resume(returning: event) }
  }

  /// The first (or n-th) event, past or to come, for which the condition holds; `.late` after ten seconds.
  func first(_ number: Int = 1, where condition: @escaping @Sendable (Event) -> Bool) async -> Event {
    let timer = Task {
      try await Task.sleep(for: .seconds(10))
      add(.late)
    }
    defer { timer.cancel() }
    return await withCheckedContinuation { continuation in
      let found = state.withLock { state -> Event? in
        let past = state.all.filter(condition)
        if past.count >= number { return past[number - 1] }
        state.waiting.append(
          Wait(missing: number - past.count, condition: condition, continuation: continuation))
        return nil
      }
      if let found { continuation.resume(returning: found) }
    }
  }

  /// The end of a side: what it received, and why it ended.
  func closed(_ label: String) async -> (text: String, error: TransportError?)? {
    guard case .closed(_, let text, let error) = await first(where: { $0.isClosed(label) }) else {
      Issue.record("\(label) was not closed; so far: \(all)")
      return nil
    }
    return (text, error)
  }
}

extension Events.Event {
  func isClosed(_ wanted: String) -> Bool {
    if case .closed(wanted, _, _) = self { true } else { false }
  }
}
