import BilateralBase

/// Talks to the running runtime of a fleet (ruling 10).
struct ControlClient: Sendable {
  /// The unix socket of the runtime.
  let socket: String
  /// How long the runtime may be silent, in milliseconds.
  let patience: Int
  /// What carries the calls.
  let transport: ControlTransport
  /// The fleet whose database answers when no runtime runs; nil for a socket alone.
  let fleet: FleetFolder?

  /// The client for the fleet that a command works on.
  init(_ invocation: Invocation) throws(Failure) {
    let fleet = try FleetFolder.find(invocation)
    socket = fleet.path("state/\(try fleet.environment())/control.sock")
    patience = invocation.arguments.span("timeout")?.milliseconds ?? 30_000
    transport = invocation.console.control.telling(invocation)
    self.fleet = fleet
  }

  /// A client for the runtime at a known socket.
  init(socket: String, patience: Int, transport: ControlTransport = .unixSocket) {
    self.socket = socket
    self.patience = patience
    self.transport = transport
    fleet = nil
  }

  /// Reads a JSON answer.
  /// - Throws: the failure that the runtime tells, or exit 6 without a runtime.
  func get(_ path: String) throws(Failure) -> JSON {
    try whole(ControlRequest(method: "GET", path: path))
  }

  /// Sends a call that answers in one piece.
  func post(_ path: String, _ body: JSON = [:]) throws(Failure) -> JSON {
    try whole(ControlRequest(method: "POST", path: path, body: body))
  }

  private func whole(_ request: ControlRequest) throws(Failure) -> JSON {
    var bytes: [UInt8] = []
    let answer = try transport.exchange(request, socket, patience) { bytes += $0 }
    return try ControlFault.checked(answer, bytes)
  }

  /// Reads lines without end, until the runtime stops.
  ///
  /// - Parameters:
  ///   - path: the path of the call.
  ///   - onLine: gets each line that is not a heartbeat.
  /// - Throws: what the runtime tells.
  func follow(_ path: String, onLine: (JSON) -> Void) throws(Failure) {
    var lines = LineSplitter()
    let request = ControlRequest(method: "GET", path: path)
    let answer = try transport.exchange(request, socket, patience) { bytes in
      for line in lines.add(bytes) {
        guard let json = try? JSON.parse(line), json["type"]?.string != "heartbeat" else { continue }
        onLine(json)
      }
    }
    if answer.status / 100 != 2 { _ = try ControlFault.checked(answer, lines.all) }
  }

  /// Sends a call that answers line by line; the last line is of type `result`.
  /// - Parameters:
  ///   - path: the path of the call.
  ///   - body: its body.
  ///   - onBeat: called for each sign of life between the lines.
  ///   - onLine: gets each line before the last as it comes.
  /// - Returns: the `result` line.
  /// - Throws: what the runtime tells, or exit 70 when its lines are not understood.
  func stream(_ path: String, _ body: JSON, onBeat: () -> Void = {}, onLine: (JSON) -> Void) throws(Failure)
    -> JSON
  {
    var lines = LineSplitter()
    var result: JSON?
    var isBroken = false
    let request = ControlRequest(method: "POST", path: path, body: body)
    let answer = try transport.exchange(request, socket, patience) { bytes in
      for line in lines.add(bytes) {
        guard let json = try? JSON.parse(line) else {
          isBroken = true
          continue
        }
        switch json["type"]?.string {
        case "result": result = json
        case "heartbeat": onBeat()
        case nil: break
        default: onLine(json)
        }
      }
    }
    if answer.status / 100 != 2 { return try ControlFault.checked(answer, lines.all) }
    guard let result, !isBroken else { throw ControlFault.garbled }
    return result
  }
}

/// Cuts a stream of bytes into lines; keeps the first 64 kB for the error answers that are not lines.
struct LineSplitter {
  private var rest: [UInt8] = []
  /// What came after the last line end.
  var unfinished: [UInt8] { rest }
  /// The beginning of what came.
  private(set) var all: [UInt8] = []

  /// Takes bytes and returns the lines that are now complete.
  mutating func add(_ bytes: [UInt8]) -> [[UInt8]] {
    all += bytes.prefix(max(0, 65_536 - all.count))
    rest += bytes
    guard let end = rest.lastIndex(of: 0x0A) else { return [] }
    let lines = rest[..<end].split(separator: 0x0A).map { Array($0) }
    rest.removeSubrange(...end)
    return lines
  }
}
