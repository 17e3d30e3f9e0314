import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralTerms

/// Our certificates: that of the server, and those that we show to partners.
struct CertificateCheckup {
  /// The fleet.
  let state: FleetState
  /// The present.
  let now: Timestamp

  /// Looks at all of them.
  func lines() -> [DoctorLine] {
    guard let loaded = state.loaded else { return [] }
    let host = loaded.file.publicURL.flatMap { try? HTTPURL($0).host.name }
    var lines: [DoctorLine] = []
    if let certificate = loaded.file.certificate {
      lines.append(line("server certificate", certificate, loaded.file.key, host: host))
    } else if loaded.file.environment == .prod {
      lines.append(
        .bad(
          "server certificate", "BR864", "none is named",
          help: "[server] certificate and key in partnerctl.toml"))
    } else {
      lines.append(.skipped("server certificate", "none: plain HTTP, as a test fleet may"))
    }
    for partner in loaded.partners.values.sorted(by: { $0.id < $1.id }) {
      guard let certificate = partner.security.clientCertificate else { continue }
      lines.append(
        line("client certificate, \(partner.id)", certificate, partner.security.clientKey, host: nil))
    }
    return lines
  }

  private func line(
    _ name: String, _ certificate: SecretReference, _ key: SecretReference?, host: String?
  ) -> DoctorLine {
    let vault = SecretVault(folder: state.fleet.path)
    let pem: [UInt8]
    do throws(SecretVault.Missing) {
      pem = try vault.certificate(certificate)
    } catch {
      return .bad(name, "BR864", error.description, help: error.help)
    }
    guard let chain = try? Certificate.read(pem: pem), let leaf = chain.first else {
      return .bad(
        name, "BR864", "\(certificate) holds no certificate",
        help: "PEM: our certificate first, then its chain")
    }
    if let key, let bytes = try? vault.bytes(key), let fault = Self.mismatch(pem, bytes) {
      return .bad(
        name, "BR864", "\(key) does not fit: \(fault)", help: "put the key there that belongs to it")
    }
    return Self.judge(
      name, names: leaf.dnsNames + leaf.ipAddresses, host: host, from: leaf.notBefore,
      until: chain.map(\.notAfter).min() ?? leaf.notAfter, now: now)
  }

  /// Why a key and a certificate cannot be used together; nil when they can.
  private static func mismatch(_ pem: [UInt8], _ key: [UInt8]) -> String? {
    var configuration = TLSConfiguration()
    configuration.identity = TLSIdentity(chain: pem, key: key)
    do throws(TLSError) {
      _ = try TLSContext(configuration, role: .server)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Judges a certificate by its names and days.
  static func judge(
    _ name: String, names: [String], host: String?, from: Timestamp, until: Timestamp, now: Timestamp
  ) -> DoctorLine {
    let day = until.description.prefix(10)
    if let host, !names.contains(where: { covers($0, host) }) {
      return .bad(
        name, "BR864", "is for \(names.joined(separator: ", ")), partners call \(host)",
        help: "a certificate for \(host), or another server.public_url")
    }
    if now > until {
      return .bad(name, "BR864", "ended on \(day)", help: "renew it, then send SIGHUP to the runtime")
    }
    if now < from {
      return .bad(name, "BR864", "begins on \(from.description.prefix(10))", help: "is the clock right?")
    }
    let days = (until - now) / 86_400
    guard days >= 14 else {
      return .warning(
        name, "BR864", "ends on \(day), in \(days) days", help: "renew it, then send SIGHUP to the runtime")
    }
    return .good(name, "until \(day), \(days) days" + (host.map { ", for \($0)" } ?? ""))
  }

  /// Whether a name of a certificate covers a host; a star stands for the first part alone.
  static func covers(_ name: String, _ host: String) -> Bool {
    let (name, host) = (name.lowercased(), host.lowercased())
    guard name.hasPrefix("*.") else { return name == host }
    guard let dot = host.firstIndex(of: ".") else { return false }
    return host[dot...] == name.dropFirst(1)
  }
}
