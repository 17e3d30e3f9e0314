import BilateralBase
import BilateralNet
import BilateralTerms
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// What the kernel is asked for between a write of a partner and the answer to it.
@Suite(.serialized) struct SyncTraceTests {
  /// Whether this machine lets one process watch another.
  private static let mayTrace: Bool = {
    let child = try? ChildProcess("strace", ["-o", "/dev/null", "/bin/true"])
    return (try? child?.finish())?.status == 0
  }()

  @Test(
    "S-34 the log of the database is synced between a write that a partner sends and the answer that takes it",
    .enabled(if: mayTrace, "strace is not here, or may not watch processes"))
  func order() throws {
    let folder = try RunCommandTests.fleet()
    let text = folder.text("partnerctl.toml") ?? ""
    try folder.write(
      "partnerctl.toml", text.replacing(#"["DE-NVO:CPO"]"#, with: #"["DE-NVO:CPO", "DE-NVO:EMSP"]"#))
    let group = try EventLoopGroup(count: 1)
    let provider = try PushedJourney.partner("fred", "FR-TOK", .emsp, folder, group)
    let trace = folder.path + "/trace"
    let calls = "read,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync"
    let watched = [
      "/usr/bin/env", "strace", "-D", "-f", "-y", "-s", "120", "-o", trace, "-e", "trace=\(calls)",
    ]
    let runtime = RunningProgram(["run", "--json", "-q", "-C", folder.path], under: watched)
    _ = try #require(runtime.line(seconds: 60), "\(runtime.talkText())")
    let control = ControlClient(socket: folder.path + "/state/test/control.sock", patience: 60_000)
    _ = try control.verb("register", of: "fred")
    let fred = PushingPartner(fleet: folder.path, token: provider.memory.theirToken ?? "")
    for number in 0..<10 { _ = try fred.call(.put, "tokens/FR/TOK/TRACED\(number)", card(number)) }
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
    let lines = (folder.text("trace") ?? "").split(separator: "\n")
    for number in 0..<10 { try judge("TRACED\(number)", lines) }
    group.stop()
  }

  /// Between the line that reads the request and the next answer a write to the log, and its sync, which came back.
  private func judge(_ uid: String, _ lines: [Substring]) throws {
    let begin = try #require(
      lines.firstIndex { $0.contains("PUT /ocpi/2.2.1/receiver/tokens/FR/TOK/\(uid) ") },
      "\(uid) was not read")
    let end = try #require(
      lines[begin...].firstIndex { $0.contains("\"HTTP/1.1 20") && !$0.contains("<... ") },
      "\(uid): no answer")
    let between = lines[begin..<end]
    let written = try #require(
      between.firstIndex { $0.contains("pwrite64(") && $0.contains("bilateral.db-wal") },
      "\(uid): nothing written")
    let synced = lines[written..<end].indices.contains { isSynced($0, lines, before: end) }
    #expect(synced, "\(uid): \(between.joined(separator: "\n"))")
  }

  /// Whether a sync of the log begins at a line and has come back before another.
  private func isSynced(_ place: Int, _ lines: [Substring], before end: Int) -> Bool {
    let line = lines[place]
    guard line.contains("fdatasync(") || line.contains("fsync("), line.contains("bilateral.db-wal") else {
      return false
    }
    guard line.contains("<unfinished") else { return line.hasSuffix("= 0") }
    let process = line.prefix { $0 != " " }
    let rest = lines[place..<end].first { $0.hasPrefix(process + " ") && $0.contains("sync resumed>") }
    return rest?.hasSuffix("= 0") == true
  }

  private func card(_ number: Int) -> [UInt8] {
    Array(
      """
      {"country_code":"FR","party_id":"TOK","uid":"TRACED\(number)","type":"RFID","contract_id":"FR-TOK-C\(number)-X",\
      "issuer":"Fred","valid":true,"whitelist":"ALLOWED","last_updated":"2026-01-01T00:00:00Z"}
      """.utf8)
  }
}
