import Glibc
import Synchronization

/// Everything the demonstration must not leave behind: its processes and its folder.
final class DemoStage: Sendable {
  private struct Props {
    var children: [ChildProcess] = []
    var folder: String?
    var isCleared = false
  }

  private let props = Mutex(Props())

  /// A fresh folder below the system's folder for temporary files.
  func makeFolder(below parent: String) throws(Failure) -> String {
    var template = Array("\(parent)/bilateral-demo-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw Failure(.cannotWrite, "cannot make a folder in \(parent): \(Descriptor.reason(errno))")
    }
    let path = String(cString: made)
    props.withLock { $0.folder = path }
    return path
  }

  /// Starts a process that ends with the demonstration.
  func start(_ words: [String], talk: String) throws(Failure) -> ChildProcess {
    let child = try ChildProcess(ChildProcess.ownPath, words, talk: talk)
    let isLate = props.withLock { props in
      props.children.append(child)
      return props.isCleared
    }
    if isLate {
      child.stop(within: 0)
      throw Failure(.interrupted, "the demonstration is over")
    }
    return child
  }

  /// Ends the processes and removes the folder; harmless when repeated.
  func clear(keepsFolder: Bool = false) {
    let (children, folder) = props.withLock { props in
      props.isCleared = true
      return (props.children, props.folder)
    }
    for child in children where child.isRunning { kill(child.id, SIGTERM) }
    for child in children { child.stop(within: 10_000) }
    if let folder, !keepsFolder { FileSystem.remove(folder) }
  }
}

extension FileSystem {
  /// Removes a folder and everything below it; links are removed, not followed.
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in allNames(in: path) { remove(path + "/" + name) }
    rmdir(path)
  }
}
