import BilateralBase
import BilateralNet

/// What happens to the bytes of an answer after it left the hands of a correct server.
enum WireFault: Sendable, Equatable {
  /// Not one byte comes.
  case silence
  /// Half of the body comes, then nothing more.
  case hangs
  /// Half of the body comes, then the connection ends.
  case cut
  /// The connection ends without a byte.
  case refuse
  /// A few bytes at a time, for ever slow.
  case drip
  /// `Content-Length` says this much too much.
  case length(Int)
  /// Chunks that are none.
  case chunkGarbage
  /// A length and chunks both.
  case twoFramings
  /// So many header fields more.
  case fields(Int)
  /// `Content-Length` says this much.
  case claims(Int)

  /// The field that carries the fault from the handler to the connection; it never leaves the process.
  static let field: HTTPFieldName = "X-Simulated-Wire"

  /// The value of that field.
  var text: String {
    switch self {
    case .silence: "silence"
    case .hangs: "hangs"
    case .cut: "cut"
    case .refuse: "refuse"
    case .drip: "drip"
    case .length(let extra): "length \(extra)"
    case .chunkGarbage: "garbage"
    case .twoFramings: "framings"
    case .fields(let count): "fields \(count)"
    case .claims(let size): "claims \(size)"
    }
  }

  /// Reads that value.
  init?(_ text: String) {
    let words = text.split(separator: " ")
    let number = words.dropFirst().first.flatMap { Int($0) } ?? 0
    switch words.first {
    case "silence": self = .silence
    case "hangs": self = .hangs
    case "cut": self = .cut
    case "refuse": self = .refuse
    case "drip": self = .drip
    case "length": self = .length(number)
    case "garbage": self = .chunkGarbage
    case "framings": self = .twoFramings
    case "fields": self = .fields(number)
    case "claims": self = .claims(number)
    default: return nil
    }
  }
}

/// What a connection does instead of sending an answer whole.
enum WireStep: Sendable, Equatable {
  case send([UInt8])
  /// Wait this long.
  case pause(Duration)
  case end
  /// Nothing more, ever.
  case silence
}

extension WireFault {
  /// The steps in place of a message of head and body.
  func steps(head: String, body: [UInt8]) -> [WireStep] {
    let whole = Array(head.utf8) + body
    let half = whole.count - body.count / 2
    switch self {
    case .silence: return [.silence]
    case .refuse: return [.end]
    case .hangs: return [.send(Array(whole[..<half])), .silence]
    case .cut: return [.send(Array(whole[..<half])), .end]
    case .drip: return Self.drops(whole)
    case .length(let extra):
      return [.send(Self.bytes(head, body, length: "Content-Length: \(max(0, body.count + extra))")), .end]
    case .claims(let size):
      return [.send(Self.bytes(head, body, length: "Content-Length: \(size)")), .silence]
    case .chunkGarbage:
      return [
        .send(Self.bytes(head, Array("zz\r\n".utf8) + body, length: "Transfer-Encoding: chunked")), .end,
      ]
    case .twoFramings:
      let both = "Content-Length: \(body.count)\r\nTransfer-Encoding: chunked"
      return [.send(Self.bytes(head, body, length: both)), .end]
    case .fields(let count):
      let more = (0..<count).map { "X-More-\($0): 1\r\n" }.joined()
      return [.send(Array((head.dropLast(2) + more + "\r\n").utf8) + body)]
    }
  }

  private static func bytes(_ head: String, _ body: [UInt8], length: String) -> [UInt8] {
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)
    let kept = lines.filter { !$0.lowercased().hasPrefix("content-length:") }
    return Array((kept + [length[...]]).joined(separator: "\r\n").utf8) + Array("\r\n\r\n".utf8) + body
  }

  private static func drops(_ bytes: [UInt8]) -> [WireStep] {
    stride(from: 0, to: bytes.count, by: 16).flatMap { start -> [WireStep] in
      [.send(Array(bytes[start..<min(start + 16, bytes.count)])), .pause(.milliseconds(200))]
    }
  }
}
