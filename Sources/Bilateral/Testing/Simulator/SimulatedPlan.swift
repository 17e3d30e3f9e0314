import Bilateral
package import BilateralBase
package import BilateralCrypto
package import BilateralModel
package import BilateralNet
package import BilateralTerms

/// What a simulated partner is: role, party, what it owns, where it listens and what it does wrong.
package struct SimulatedPlan: Sendable {
  /// The id of its partner file.
  package var id = "sim"
  /// Its party and what it acts as: CPO or EMSP.
  package var role: PartyRole
  /// Its name in credentials.
  package var name: String
  /// Its version of OCPI, the only one that it offers.
  package var version = OCPIVersion.v2_2_1
  /// Moves what is made up.
  package var seed = 0
  /// How many EVSEs a CPO has.
  package var evses = 100
  /// How many cards an eMSP has.
  package var tokens = 100
  /// The number of its first card; the UIDs of two issuers with other numbers differ.
  package var firstToken = 0
  /// The hub that it is behind; nil for a direct partner.
  package var hub: SimulatedHubSide?
  /// How many drivers of ours charge at a CPO, once it is registered.
  package var sessions = 0
  /// Objects per module as newline-delimited JSON, in place of those made up.
  package var stock: [String: [UInt8]] = [:]
  /// Where it listens; port 0 lets the kernel choose, once: a kept state brings its port.
  package var listen = SocketAddress.loopback()
  /// Whether it speaks TLS, with a certificate of its own authority.
  package var usesTLS = false
  /// The most objects on a page.
  package var pageSize = 100
  package var faults: [FaultUse] = []
  /// What addresses at a foreign host begin with.
  package var canary = "http://127.0.0.2:9"
  /// The authorities it trusts besides the system's, PEM.
  package var authorities: [UInt8]?
  /// Whether it trusts the system's authorities beside these; loading them takes a while.
  package var trustsSystem = true

  /// A partner of this role.
  package init(_ role: PartyRole, name: String? = nil) {
    self.role = role
    self.name = name ?? "Simulated \(role.kind.rawValue)"
  }

  /// Whether it has stations rather than drivers.
  package var isCPO: Bool { role.kind == .cpo }
  /// Whether its addresses and endpoints name the side of a module (VE-04).
  var namesSides: Bool { version.frame.namesSides }
  /// Its modules as sender.
  var owned: [String] { isCPO ? Self.ofCPO : Self.ofEMSP }
  /// Its modules as receiver.
  var taken: [String] {
    (isCPO ? Self.ofEMSP : Self.ofCPO) + (hub == nil ? [] : ["hubclientinfo"])
  }

  private static let ofCPO = ["locations", "tariffs", "sessions", "cdrs"]
  private static let ofEMSP = ["tokens", "commands", "chargingprofiles"]
}

/// The hub as a simulated party behind it knows it.
package struct SimulatedHubSide: Sendable, Equatable {
  /// The hub's own party, for broadcasts and for lists of everybody.
  package var party: PartyID
  /// The simulated parties behind it, with whom it does no business.
  package var neighbours: Set<PartyID> = []
}

/// What a simulated partner remembers, so that it can be stopped and goes on.
package struct SimulatedMemory: Sendable, Equatable {
  /// The port it listened on.
  package var port: UInt16 = 0
  /// What it invites us with.
  package var tokenA = ""
  /// The tokens that it takes, newest last.
  package var sessions: [String] = []
  /// The token that it presents to us.
  package var theirToken: String?
  /// Our versions URL.
  package var theirVersionsURL: String?

  /// The authority that issues its certificates.
  package var authority: KeyPair?

  /// Nothing yet.
  package init() {}

  /// As it is kept.
  package var json: JSON {
    [
      "port": JSON(Int(port)), "token_a": .string(tokenA), "sessions": .array(sessions.map { .string($0) }),
      "their_token": theirToken.map { .string($0) } ?? .null,
      "their_versions_url": theirVersionsURL.map { .string($0) } ?? .null,
      "authority": authority.map { pair in
        ["certificate": Self.text(pair.certificate), "key": Self.text(pair.key)]
      } ?? .null,
    ]
  }

  /// What was kept.
  package init(_ json: JSON) {
    port = json["port"]?.int.flatMap { UInt16(exactly: $0) } ?? 0
    tokenA = json["token_a"]?.string ?? ""
    sessions = json["sessions"]?.elements?.compactMap(\.string) ?? []
    theirToken = json["their_token"]?.string
    theirVersionsURL = json["their_versions_url"]?.string
    if let pair = json["authority"], let certificate = pair["certificate"]?.string,
      let key = pair["key"]?.string
    {
      authority = KeyPair(certificate: Array(certificate.utf8), key: Array(key.utf8))
    }
  }

  private static func text(_ pem: [UInt8]) -> JSON { .string(String(decoding: pem, as: UTF8.self)) }
}

/// One request that the simulated partner answered or made.
package struct SimulatedExchange: Sendable {
  /// Whether it came to the partner.
  package let isInbound: Bool
  package let method: String
  package let path: String
  /// HTTP status; 0 when there was no answer.
  package let http: Int
  /// What was meant.
  package let route: String

  /// As one line of JSON.
  package var json: JSON {
    [
      "type": "exchange", "from": isInbound ? "you" : "simulated", "method": .string(method),
      "path": .string(path), "http": JSON(http), "route": .string(route),
    ]
  }
}
