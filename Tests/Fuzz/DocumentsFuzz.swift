import BilateralBase
import BilateralCrypto
import BilateralTerms

/// Documents beside the terms never crash their readers, and past sessions are the same however the file is cut.
///
/// They are statements and invoices (JSON, UBL, CSV), past sessions, exchange rates, mappings and certificates.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  StatementLaw.hold(bytes)
  SessionLaw.hold(bytes)
  for finding in ExchangeRates.read(bytes: bytes).findings + EVSEMapping.read(bytes: bytes).findings {
    law(!finding.message.isEmpty && (finding.place?.line ?? 1) > 0, "\(finding)")
  }
  for certificate in (try? Certificate.read(pem: bytes)) ?? [] {
    let again = try? Certificate.read(pem: bytes)
    law(again?.contains(certificate) == true, "read twice it is another certificate")
  }
  return 0
}

private enum StatementLaw {
  static func hold(_ bytes: [UInt8]) {
    guard let file, let statement = try? TheirStatement(bytes, named: "s", file, owner: PartyID("NL-ACM"))
    else { return }
    _ = (statement.hasLines, statement.isBetween("DE1", "NL2"), statement.lines.count)
    _ = statement.problems.map(\.description)
  }

  private static let file = PartnerFile.read(
    bytes: Array(
      """
      schema = "bilateral/1"
      id = "acme"
      name = "ACME"
      status = "draft"
      [them]
      roles = ["NL-ACM:EMSP"]
      [us]
      roles = ["DE-NVO:CPO"]
      [connection]
      versions_url = "https://ocpi.acme.example/versions"
      """.utf8), file: "partners/acme.toml"
  ).file
}

/// Rows of past sessions, as they come out of one piece of the file or of one for each line.
private struct SessionLaw: Equatable {
  var sessions: [PastSession] = []
  var bad: [SessionTable.BadRow] = []

  static func hold(_ bytes: [UInt8]) {
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
    guard end < bytes.count, case .success(let table) = SessionTable.head(Array(bytes[..<end])) else {
      return
    }
    let starts = bytes.indices.filter { $0 > end && bytes[$0 - 1] == 0x0A }
    let lines = zip(starts, starts.dropFirst() + [bytes.count]).map { $0..<$1 }
    law(
      read(bytes, table, [end + 1..<bytes.count]) == read(bytes, table, lines),
      "cut at lines it reads differently")
  }

  private static func read(_ bytes: [UInt8], _ table: SessionTable, _ pieces: [Range<Int>]) -> SessionLaw {
    var (rows, found, line) = (SessionRows(table), SessionLaw(), 2)
    for piece in pieces {
      line = rows.read(bytes, piece, firstLine: line) { result, _, _ in
        switch result {
        case .success(let session): found.sessions.append(session)
        case .failure(let row): found.bad.append(row)
        }
      }
    }
    return found
  }
}
