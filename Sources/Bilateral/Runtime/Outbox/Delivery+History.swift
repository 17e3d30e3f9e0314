package import BilateralBase
import BilateralCrypto
package import BilateralModel
import BilateralNet
package import BilateralStore

/// How sessions and CDRs are told.
extension Delivery {
  /// A session: PUT at first, then PATCH of what changed, with the new periods alone (SES-03, SES-05).
  package static func session(_ row: ViewDelivery, in view: PartnerView) throws(WireError) -> Delivery {
    let isShown = row.view.isVisible && !row.own.isDeleted
    guard isShown || row.view.acknowledgedHash != nil, let session = try view.session(row) else {
      return Delivery()
    }
    let hash = isShown ? row.view.hash : nil
    guard hash == nil || hash != row.view.acknowledgedHash else { return Delivery(hash: hash) }
    let text = try view.text(session)
    let body = JSON(try JSONDocument(wire: text).root)
    let put = Step(method: .put, path: path(session), body: text, receiver: session.token.party)
    var delivery = Delivery(steps: [put], hash: hash)
    delivery.told = SessionCopy(of: body, version: view.version).text
    switch SessionCopy(text: row.acknowledgedDetail)?.change(to: body, version: view.version) {
    case nil, .whole: break
    case .nothing: delivery.steps = []
    case .part(let change):
      delivery.steps = [
        Step(method: .patch, path: path(session), body: change, receiver: session.token.party)
      ]
      delivery.instead = put
    }
    return delivery
  }

  /// A CDR: one POST (CDR-02).
  package static func cdr(
    _ own: CDR, _ row: ViewDelivery, in view: PartnerView
  ) throws(WireError) -> Delivery {
    guard let cdr = view.cdr(own).map({ view.placed($0, at: row.shown) }) else {
      throw WireError(.withheld("\(own.token.party), whose driver charged, is no party of this partner"))
    }
    let post = Step(method: .post, path: [], body: try view.text(cdr), receiver: cdr.token.party)
    return Delivery(steps: [post], hash: row.own.hash)
  }
}

/// What a partner has of a session: everything but its periods word for word, of those how many and their hash.
package struct SessionCopy: Sendable, Equatable {
  /// The way from one copy to a newer state.
  package enum Change: Sendable, Equatable {
    case nothing
    /// A PATCH with this body.
    case part([UInt8])
    /// Only a PUT can tell it: something was taken away, or periods changed that were told already (TR-49).
    case whole
  }

  private let version: String
  private let members: [JSONMember]
  private let periods: Int
  private let digest: String

  /// The copy that a partner has once it took this text of a version.
  package init(of body: JSON, version: OCPIVersion) {
    self.version = "\(version)"
    members = (body.members ?? []).filter { !["charging_periods", "last_updated"].contains($0.name) }
    let list = body["charging_periods"]?.elements ?? []
    (periods, digest) = (list.count, Self.digest(list[...]))
  }

  /// Reads the stored form; nil when there is none.
  package init?(text: String?) {
    guard let text, let json = try? JSON.parse(text), let version = json["version"]?.string,
      let members = json["members"]?.members, let periods = json["periods"]?.int,
      let digest = json["digest"]?.string
    else { return nil }
    (self.version, self.members, self.periods, self.digest) = (version, members, periods, digest)
  }

  /// The form in which it is stored.
  package var text: String {
    let json: JSON = [
      "version": .string(version), "members": .object(members), "periods": JSON(periods),
      "digest": .string(digest),
    ]
    return json.text
  }

  /// How the partner is brought to a newer state.
  ///
  /// In 2.1.1 it is not said whether periods of a PATCH are appended, so none are sent in one (SES-07).
  package func change(to body: JSON, version: OCPIVersion) -> Change {
    let newer = SessionCopy(of: body, version: version)
    let list = body["charging_periods"]?.elements ?? []
    guard newer.version == self.version, list.count >= periods, Self.digest(list.prefix(periods)) == digest,
      version.frame.appendsPeriods || list.count == periods
    else { return .whole }
    let after = Dictionary(newer.members.map { ($0.name, $0.value) }) { first, _ in first }
    guard members.allSatisfy({ after[$0.name].map($0.value.canBecome) ?? false }) else { return .whole }
    let before = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    var changed = newer.members.filter { before[$0.name] != $0.value }
    if list.count > periods {
      changed.append(JSONMember("charging_periods", .array(Array(list[periods...]))))
    }
    guard !changed.isEmpty else { return .nothing }
    changed.append(JSONMember("last_updated", body["last_updated"] ?? .null))
    return .part(JSON.object(changed).bytes)
  }

  private static func digest(_ periods: ArraySlice<JSON>) -> String {
    Hex.encode(SHA256.hash(JSON.array(Array(periods)).bytes))
  }
}

extension JSON {
  /// Whether a PATCH can turn this value into another: it cannot take members of an object away.
  fileprivate func canBecome(_ other: JSON) -> Bool {
    guard let members else { return true }
    return members.allSatisfy { other[$0.name] != nil }
  }
}

/// What a partner was sent as a CDR, for disputes: the exact bytes, their version, and where it keeps it.
package struct SentCDR: Sendable, Equatable {
  package let version: String
  /// Absolute; nil when the partner did not say (P-90).
  package let address: String?
  package let body: String

  /// What went by a step and was answered with this.
  init?(_ step: Delivery.Step, _ answer: OCPIAnswer, version: OCPIVersion) {
    guard step.method == .post, let bytes = step.body else { return nil }
    self.version = "\(version)"
    body = String(decoding: bytes, as: UTF8.self)
    let stated = answer.fields[.location] ?? answer.data?.string
    address = stated.flatMap { try? answer.url.resolving($0) }.map { "\($0)" }
  }

  /// Reads the stored form.
  package init?(text: String?) {
    guard let text, let json = try? JSON.parse(text), let version = json["version"]?.string,
      let body = json["body"]?.string
    else { return nil }
    (self.version, self.body, address) = (version, body, json["address"]?.string)
  }

  /// The form in which it is stored.
  package var text: String {
    let json: JSON = [
      "version": .string(version), "address": address.map { .string($0) } ?? .null, "body": .string(body),
    ]
    return json.text
  }
}

extension OCPIFailure {
  /// Whether the partner may have refused a CDR because it has it: what it says when it is sent again (P-91).
  var meansDuplicate: Bool {
    guard case .refused(let http, let status) = kind else { return false }
    let said = message.lowercased()
    return http == 409
      || (status?.category == .clientError && ["duplicate", "already"].contains { said.contains($0) })
  }
}
