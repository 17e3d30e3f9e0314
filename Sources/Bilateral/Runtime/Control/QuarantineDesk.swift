import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// What people do with refused objects: look, try again, throw away.
struct QuarantineDesk: Sendable {
  let commons: Commons

  /// Held objects with their first reason, of one partner or of all.
  func list(partner: String?) async throws -> JSON {
    let rows = try await commons.store.read { tx in try tx.quarantine.list(partner: partner) }
    return ["items": .array(rows.map(\.json))]
  }

  /// One entry with every reason and the text that was refused, as it came.
  func show(_ number: Int64) async throws -> JSON {
    guard let row = try await commons.store.read({ tx in try tx.quarantine.row(number) }) else {
      throw missing(number)
    }
    let reasons = row.findings.map { finding -> JSON in
      ["path": .string(finding.path), "code": .string(finding.code), "message": .string(finding.message)]
    }
    return .object(
      (row.json.members ?? []) + [
        .init("reasons", .array(reasons)), .init("is_cut", .bool(row.isCut)),
        .init("text", .string(String(decoding: row.raw.bytes, as: UTF8.self))),
      ])
  }

  /// Reads the kept text again, by the partner's terms of today, and takes it in when it is in order now.
  ///
  /// - Returns: what came of it, in words.
  func retry(_ number: Int64) async throws -> String {
    guard let row = try await commons.store.read({ tx in try tx.quarantine.row(number) }) else {
      throw missing(number)
    }
    guard let link = commons.links[row.partner] else { throw ControlFailure.noPartner(row.partner) }
    guard !row.isCut else {
      throw ControlFailure(
        "BR311", "entry \(number) was too long to be kept whole", help: "the next full pull brings it again",
        exit: 65)
    }
    guard let kind = ReceivedKinds.named(row.module) else {
      throw ControlFailure("BR312", "objects of \(row.module) cannot be tried again", exit: 65)
    }
    return try await retry(row, as: kind, link)
  }

  /// Throws an entry away.
  func drop(_ number: Int64) async throws -> String {
    guard try await commons.store.write({ tx in try tx.quarantine.drop(number) }) else {
      throw missing(number)
    }
    return "dropped"
  }

  private func retry<Kind: ReceivedKind>(
    _ row: QuarantineRow, as kind: Kind.Type, _ link: PartnerLink
  ) async throws -> String {
    let document = try JSONDocument(parsing: row.raw.bytes)
    let version = OCPIVersion(row.version) ?? .newest
    var owners = OwnerReaders<Kind>(link, on: link, commons.links, version: version)
    guard case .taken(let reader) = owners.judge(document.root) else {
      return "still refused: the owner speaks to us itself, not through \(link.id)"
    }
    let intake = Intake(connection: row.partner, module: row.module, correlation: nil)
    let object: ObjectReader<Kind>.Object
    do throws(ObjectReader<Kind>.Refusal) {
      object = try reader.read(document.root)
    } catch {
      let refused = error.row
      _ = try await commons.store.write { tx in try tx.quarantine.hold(refused) }
      return "still refused: \(error.message)"
    }
    return try await take(object.row, from: row.number, intake)
  }

  private func take(_ object: ReceivedObject, from number: Int64, _ intake: Intake) async throws -> String {
    let outcome = try await commons.store.write { tx in
      let outcome = try intake.take(object, in: tx)
      if outcome != .final { _ = try tx.quarantine.drop(number) }
      return outcome
    }
    if outcome == .final { return "still refused: \(Intake.finding(object).message)" }
    return outcome.isChange ? "taken in" : "taken in: we had it already, or newer"
  }

  private func missing(_ number: Int64) -> ControlFailure {
    ControlFailure("BR310", "there is no entry \(number) in quarantine", exit: 66)
  }
}

extension QuarantineRow {
  /// As the control channel answers it.
  fileprivate var json: JSON {
    let reason = findings.first
    return [
      "id": .number("\(number)"), "partner": .string(partner), "module": .string(module),
      "object": .string(identity), "at": .string("\(firstSeen)"), "last_seen": .string("\(lastSeen)"),
      "count": JSON(count), "code": .string(reason?.code ?? ""), "path": .string(reason?.path ?? ""),
      "message": .string(reason?.message ?? ""),
    ]
  }
}
