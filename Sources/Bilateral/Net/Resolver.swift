import CLinux
import Glibc
import Synchronization

/// Why a name could not be resolved.
package struct ResolveError: Error, Sendable, Equatable {
  /// The resolver's words.
  package var reason: String

  /// A failure for this reason.
  package init(_ reason: String) { self.reason = reason }
}

/// Finds the addresses of a host name; tests bring their own.
package protocol Resolving: Sendable {
  /// Calls `done` once, on any thread, with at least one address or the reason why there is none.
  ///
  /// The caller has the deadline: an answer that comes too late is dropped by whoever asked.
  func resolve(
    _ host: String, port: UInt16, _ done: @escaping @Sendable (Result<[SocketAddress], ResolveError>) -> Void)
}

/// Asks the system (`getaddrinfo`: hosts file, DNS) on threads of its own, because the call blocks.
package final class SystemResolver: Resolving {
  /// The one of the process.
  package static let shared = SystemResolver()

  fileprivate struct Question: Sendable {
    let host: String
    let port: UInt16
    let done: @Sendable (Result<[SocketAddress], ResolveError>) -> Void
  }

  fileprivate struct State: Sendable {
    var questions: [Question] = []
    var threads = 0
  }

  /// A dead name server holds a thread for half a minute: more than one, so that other names get through.
  private static let mostThreads = 8
  private let state = Mutex(State())

  /// A resolver with threads of its own, started as needed and ended when idle.
  package init() {}

  package func resolve(
    _ host: String, port: UInt16, _ done: @escaping @Sendable (Result<[SocketAddress], ResolveError>) -> Void
  ) {
    let isThreadWanted = state.withLock { state in
      state.questions.append(Question(host: host, port: port, done: done))
      guard state.threads < Self.mostThreads else { return false }
      state.threads += 1
      return true
    }
    guard isThreadWanted else { return }
    do throws(SocketError) {
      try startThread(named: "resolver") { self.work() }
    } catch {
      state.withLock { $0.threads -= 1 }
      // With other threads at work the question waits for them.
      if state.withLock({ $0.threads == 0 }) { done(.failure(ResolveError(error.description))) }
    }
  }

  private func work() {
    while let question = state.withLock({ $0.next() }) {
      question.done(Self.lookUp(question.host, question.port))
    }
  }

  private static func lookUp(_ host: String, _ port: UInt16) -> Result<[SocketAddress], ResolveError> {
    guard !host.isEmpty, host.utf8.count <= 253, !host.utf8.contains(0) else {
      return .failure(ResolveError("\"\(host)\" is no host name"))
    }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    guard code == 0 else { return .failure(ResolveError(String(cString: gai_strerror(code)))) }
    defer { freeaddrinfo(list) }
    let found = sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }
      .compactMap { $0.flatMap { address($0.pointee, port) } }
    return found.isEmpty ? .failure(ResolveError("the name has no address")) : .success(found)
  }

  private static func address(_ entry: addrinfo, _ port: UInt16) -> SocketAddress? {
    guard let pointer = entry.ai_addr else { return nil }
    var storage = sockaddr_storage()
    let length = min(Int(entry.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: length))
    }
    guard case .ip(let ip, _) = SocketAddress(storage, length: length) else { return nil }
    return .ip(ip, port: port)
  }
}

extension SystemResolver.State {
  /// The next question, or nil and one thread less.
  fileprivate mutating func next() -> SystemResolver.Question? {
    guard !questions.isEmpty else {
      threads -= 1
      return nil
    }
    return questions.removeFirst()
  }
}
