import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import Glibc

/// Secrets: whether they are there, who may read them, and whether the key opens what it sealed.
struct SecretCheckup {
  /// The fleet.
  let state: FleetState

  /// Looks at all of them.
  func lines() -> [DoctorLine] {
    guard let loaded = state.loaded else { return [.skipped("secrets", "our side cannot be read")] }
    let vault = SecretVault(folder: state.fleet.path)
    let wanted =
      [loaded.file.key, loaded.file.storeKey, loaded.file.backOfficeToken]
      + loaded.partners.values.map(\.security.clientKey)
    var lines = Set(wanted.compactMap { $0 }).sorted { "\($0)" < "\($1)" }.compactMap {
      Self.missing($0, vault)
    }
    lines += open(below: "secrets")
    if lines.isEmpty { lines = [.good("secrets", "all there, for their owner alone")] }
    return lines + [sealed(loaded, vault)]
  }

  private static func missing(_ reference: SecretReference, _ vault: SecretVault) -> DoctorLine? {
    do throws(SecretVault.Missing) {
      _ = try vault.bytes(reference)
      return nil
    } catch {
      return .bad("secrets", "BR863", error.description, help: error.help)
    }
  }

  /// Files that others than their owner may read, and folders that they may enter.
  private func open(below name: String) -> [DoctorLine] {
    let path = state.fleet.path(name)
    guard let kind = FileSystem.kind(path), kind != .other else { return [] }
    let isOpen = FileSystem.mode(path) & 0o077 != 0
    let inner = kind == .folder ? FileSystem.allNames(in: path).flatMap { open(below: "\(name)/\($0)") } : []
    guard isOpen else { return inner }
    let mode = "0" + String(FileSystem.mode(path), radix: 8)
    let help = "chmod \(kind == .folder ? "700" : "600") \(path)"
    return [.bad("secrets", "BR863", "\(name) has mode \(mode): others get at it", help: help)] + inner
  }

  private func sealed(_ loaded: LoadedFleet, _ vault: SecretVault) -> DoctorLine {
    guard let key = loaded.file.storeKey, let path = state.database, FileSystem.kind(path) == .file else {
      return .skipped("sealed tokens", "there is nothing to open yet")
    }
    do {
      let store = try Store(readingOnly: path)
      defer { store.close() }
      return Self.judge(try store.readBlocking { tx in try SealedTokens(key, in: vault, tx) })
    } catch let error as StoreError {
      return .skipped("sealed tokens", "\(error)")
    } catch {
      return .bad(
        "sealed tokens", "BR863", "\(error)", help: "put \(key) back; partnerctl secret set store/key < FILE")
    }
  }

  /// Judges whether the key opens partners' tokens.
  static func judge(_ tokens: SealedTokens) -> DoctorLine {
    guard tokens.closed.isEmpty else {
      return .bad(
        "sealed tokens", "BR863",
        "store/key does not open the tokens of \(tokens.closed.joined(separator: ", "))",
        help: "put the key back that sealed them, or register these partners anew: partnerctl reset")
    }
    guard tokens.opened > 0 else { return .skipped("sealed tokens", "no partner has given us a token yet") }
    return .good("sealed tokens", "store/key opens all \(tokens.opened)")
  }
}
