import Synchronization

/// The running loops of each partner: started with its link, stopped with it, nobody else's business.
package final class LoopTable: Sendable {
  private let supervisor: Supervisor
  private let tasks = Mutex<[String: Task<Void, Never>]>([:])

  package init(supervisor: Supervisor) {
    self.supervisor = supervisor
  }

  /// Starts a partner's services, unless they run already.
  package func start(_ partner: String, _ children: [Supervisor.Child]) {
    tasks.withLock { tasks in
      guard tasks[partner] == nil else { return }
      let supervisor = supervisor
      tasks[partner] = Task { try? await supervisor.run(children) }
    }
  }

  /// Stops a partner's services at their next step boundary and waits for them.
  package func stop(_ partner: String) async {
    let task = tasks.withLock { $0.removeValue(forKey: partner) }
    task?.cancel()
    await task?.value
  }

  /// Stops all.
  package func stopAll() async {
    let running = tasks.withLock { tasks in
      defer { tasks = [:] }
      return Array(tasks.values)
    }
    for task in running { task.cancel() }
    for task in running { await task.value }
  }
}
