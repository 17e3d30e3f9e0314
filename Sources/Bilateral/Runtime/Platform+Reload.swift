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
    /// Partners whose files have errors: they stay as they were.
    package var kept: [String] = []
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
    let (after, kept) = try LoadedFleet.read(before.folder, since: before).keeping(brokenAsIn: before)
    let context = try serverContext(after)
    if let context { serverTLS.withLock { $0?.replace(with: context) } }
    commons.adopt(after)
    renewOfficeKey()
    loader.maker.forgetTrust()
    var result = Reload(kept: kept, findings: after.findings)
    for id in before.partners.keys.sorted() where after.partners[id] == nil {
      await leave(id)
      result.removed.append(id)
    }
    for file in after.partners.values.sorted(by: { $0.id < $1.id }) where after.readAnew.contains(file.id) {
      await take(file, into: &result)
    }
    return result
  }

  /// Ends everything with a partner whose file is gone; what is stored of it stays.
  private func leave(_ id: String) async {
    await loops.stop(id)
    commons.links.remove(id)
    commons.tokens.refresh(id, with: [])
    commons.adopted.set(id, [])
  }

  /// Takes over a file that was read anew, unless it says what it said before.
  private func take(_ file: PartnerFile, into result: inout Reload) async {
    let link = commons.links[file.id]
    if let link, link.terms.technical.saysTheSame(as: file) { return }
    do {
      let taken = try await loader.load(file)
      loops.start(taken.id, services(for: taken))
      if link == nil { result.added.append(file.id) } else { result.changed.append(file.id) }
    } catch {
      result.findings.append(
        Diagnostic(
          .error, "BR302", "\(error)", help: "the partner keeps what it had", place: nil, path: file.file))
    }
  }
}
