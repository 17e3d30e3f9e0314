import Bilateral
import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// Feeds past sessions into a replay: from a file, or from the database.
struct SessionFeed: Sendable {
  /// What was read besides the sessions.
  struct Report: Sendable {
    /// How the sessions are called: `sessions.csv`, `CDRs of 30 days`.
    var source: String
    /// Headings that were not understood.
    var unknown: [String] = []
    /// Rows that are no sessions, the first of them.
    var bad: [SessionTable.BadRow] = []
    /// How many rows are no sessions.
    var badCount = 0

    /// Adds what another worker found.
    mutating func merge(_ other: Report) {
      bad = Array((bad + other.bad).sorted { $0.line < $1.line }.prefix(Self.most))
      badCount += other.badCount
    }

    mutating func add(_ row: SessionTable.BadRow) {
      if bad.count < Self.most { bad.append(row) }
      badCount += 1
    }

    private static let most = 20
  }

  /// A replay with what was read for it.
  struct Outcome: Sendable {
    var replay: Replay
    var report: Report
  }

  /// Feeds a file: CSV, or CDRs as JSON.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - name: how it is called.
  ///   - party: the partner's, whose CDRs count.
  ///   - replay: what the sessions go into.
  ///   - progress: is told how many lines of a CSV file are done, now and then.
  /// - Returns: the replay with all sessions, whatever worker priced them.
  /// - Throws: exit 65 when the file is neither, 66 when there is none.
  static func file(
    _ path: String, named name: String, of party: PartyID?, into replay: Replay, progress: (Int) -> Void
  ) async throws(Failure) -> Outcome {
    let feed = try LineFeed(path)
    guard let first = try feed.next() else { throw Failure(.badInput, "\(name) is empty") }
    let start = first.first { $0 > 0x20 }
    if start == UInt8(ascii: "[") || start == UInt8(ascii: "{") {
      return try CDRFeed.file(first, feed, named: name, of: party, into: replay)
    }
    return try await rows(first, feed, named: name, into: replay, progress)
  }

  // MARK: rows

  /// One worker: its own replay and its own reader of rows.
  private struct Worker: Sendable {
    var replay: Replay
    var rows: SessionRows
    var report: Report

    mutating func read(_ piece: [UInt8], _ range: Range<Int>, firstLine: Int) {
      var (replay, report) = (replay, report)
      // One reader parses and one replay prices; a place is made known when it is met first.
      _ = rows.read(piece, range, firstLine: firstLine) { result, site, known in
        switch result {
        case .success(let session):
          replay.know(known)
          replay.add(session, at: site)
        case .failure(let row): report.add(row)
        }
      }
      (self.replay, self.report) = (replay, report)
    }
  }

  private static func rows(
    _ first: [UInt8], _ feed: LineFeed, named name: String, into replay: Replay, _ progress: (Int) -> Void
  ) async throws(Failure) -> Outcome {
    let headEnd = first.firstIndex(of: 0x0A) ?? first.count
    let table: SessionTable
    switch SessionTable.head(Array(first[..<headEnd].drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF })) {
    case .success(let head): table = head
    case .failure(let bad):
      throw Failure(
        .badInput, "\(name):1: \(bad.reason)",
        help: "the first line names the columns: start, end, kwh, and others (partnerctl help impact)")
    }
    var report = Report(source: name, unknown: table.unknown)
    var workers = (0..<2).map { _ in
      Worker(replay: replay, rows: SessionRows(table), report: Report(source: name))
    }
    var piece: [UInt8]? = first
    var (start, line) = (min(headEnd + 1, first.count), 2)
    while let bytes = piece {
      let cut = middle(bytes, from: start)
      let (left, right) = (start..<cut, cut..<bytes.count)
      let upper = line
      let lower = line + bytes[left].count { $0 == 0x0A }
      let (first, second) = (workers[0], workers[1])
      workers.removeAll()
      async let one = worked(first, bytes, left, upper)
      async let two = worked(second, bytes, right, lower)
      line = lower + bytes[right].count { $0 == 0x0A }
      piece = try feed.next()
      workers = await [one, two]
      start = 0
      progress(line - 2)
    }
    var whole = workers[0].replay
    whole.merge(workers[1].replay)
    for worker in workers { report.merge(worker.report) }
    return Outcome(replay: whole, report: report)
  }

  private static func worked(_ worker: Worker, _ bytes: [UInt8], _ range: Range<Int>, _ line: Int) async
    -> Worker
  {
    var worker = worker
    worker.read(bytes, range, firstLine: line)
    return worker
  }

  /// The beginning of a line near the middle.
  private static func middle(_ bytes: [UInt8], from start: Int) -> Int {
    let half = start + (bytes.count - start) / 2
    return bytes[half...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
  }
}
