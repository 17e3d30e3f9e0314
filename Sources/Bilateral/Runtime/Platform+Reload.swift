package import BilateralBase
import BilateralNet
import BilateralTerms
import Synchronization

extension Platform {
  /// What a reload did, for the log and the command line.
  package struct Reload: Sendable {
    package var added: [String] = []
    package var changed: [String] = []
    package var removed: [String] = []
    /// What is wrong with the files; a partner with an error keeps what it had.
    package var findings: [Diagnostic] = []
  }

  /// Reads the fleet folder again: adds, changes and removes partners without touching others (ruling 9).
  ///
  /// Technical sections take effect at once; money and share sections wait for `apply`. When our own side
  /// cannot be read or the certificate cannot be used, everything stays as it was.
  ///
  /// - Throws: `LoadedFleet.Unusable`, or what is wrong with the certificate.
  package func reload() async throws -> Reload {
    let before = commons.fleet()
    let after = try LoadedFleet.read(before.folder)
    let context = try serverContext(after)
    if let context { serverTLS.withLock { $0?.replace(with: context) } }
    commons.adopt(after)
    renewOfficeKey()
    var result = Reload(findings: after.findings)
    for id in before.partners.keys.sorted() where after.partners[id] == nil {
      guard !hasFile(id, in: after) else { continue }
      await loops.stop(id)
      commons.links.remove(id)
      commons.tokens.refresh(id, with: [])
      result.removed.append(id)
    }
    for file in after.partners.values.sorted(by: { $0.id < $1.id }) {
      await take(file, text: after.texts[file.id], before: before, into: &result)
    }
    return result
  }

  private func take(
    _ file: PartnerFile, text: String?, before: LoadedFleet, into result: inout Reload
  ) async {
    let hasSameDefaults = before.defaults == commons.fleet().defaults
    guard commons.links[file.id] == nil || before.texts[file.id] != text || !hasSameDefaults else { return }
    let isNew = commons.links[file.id] == nil
    do {
      let link = try await loader.load(file)
      loops.start(link.id, services(for: link))
      if isNew { result.added.append(file.id) } else { result.changed.append(file.id) }
    } catch {
      result.findings.append(
        Diagnostic(
          .error, "BR302", "\(error)", help: "the partner keeps what it had", place: nil, path: file.file))
    }
  }

  /// Whether a partner's file is still there, though it may have errors: then the partner keeps running.
  private func hasFile(_ id: String, in fleet: LoadedFleet) -> Bool {
    fleet.findings.contains { $0.place?.file == "partners/\(id).toml" && $0.severity == .error }
  }
}
