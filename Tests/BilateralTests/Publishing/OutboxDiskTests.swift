import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTestTools
import BilateralTesting
import FailingDisk
import Foundation
import Testing

/// Messages whose way from our object to the partner's acknowledgement meets a disk that fails at a call.
@Suite(.serialized) struct OutboxDiskTests {
  private static let sample = [2, 9, 30, 100_000]
  private static let isLong = getenv("BILATERAL_SOAK") != nil

  @Test(
    "S-35 S-34 whichever call of the disk fails while messages are queued, sent and acknowledged, each arrives and none stays",
    arguments: [FailingDisk.Fault.once, .lasting])
  func fault(_ fault: FailingDisk.Fault) async throws {
    var calls = 0
    for number in Self.isLong ? Array(1...1000) : Self.sample {
      guard try await walk(fault, at: number) else { break }
      calls += 1
    }
    if Self.isLong { print("  outbox, \(fault): \(calls) calls") }
    #expect(calls >= 2)
  }

  /// False when the journey ended before that call.
  private func walk(_ fault: FailingDisk.Fault, at number: Int) async throws -> Bool {
    let disk = FailingDisk()
    var options = StoreOptions()
    options.files = disk.name
    let house = try await PublishHouse(["acme": Sample.partner("acme", Sample.discount)], store: options)
    let partner = RecordingPartner(on: house.platform.group)
    try partner.start()
    try await house.register("acme", receiver: partner.base)
    disk.arm(fault, at: number)
    var acknowledged: [String: String] = [:]
    for name in ["First", "Second"] {
      house.clock.advance(seconds: 60)
      for id in ["L1", "L2"] {
        let location = Sample.location(id, at: house.clock.now, name: "\(name) \(id)")
        if (try? await house.put("locations", [location])) != nil { acknowledged[id] = "\(name) \(id)" }
      }
      try? await house.settle("acme")
      if (try? await house.deliver("acme")) == nil { try? await restart(house) }
    }
    let hasFailed = disk.hasFailed
    disk.relieve()
    try await finish(house)
    var told: [String: String] = [:]
    for message in partner.messages where message.name.hasPrefix("locations/") {
      let id = message.name.split(separator: "/")[3]
      if let name = message.body?["name"]?.string { told[String(id)] = name }
    }
    let place = "\(fault) at call \(number), \(disk.failed)"
    // What was refused may not be told; what was acknowledged is told, or something that was written after it.
    #expect(acknowledged.keys.allSatisfy { told[$0] != nil }, "\(place): told \(told), wrote \(acknowledged)")
    #expect(acknowledged.allSatisfy { told[$0.key] == $0.value || hasFailed }, "\(place): \(told)")
    try await judge(house, told, place)
    await partner.stop()
    house.close()
    return hasFailed
  }

  /// The supervisor starts the loops that ended again, and each puts back what was under way.
  private func restart(_ house: PublishHouse) async throws {
    try await house.commons.store.write { tx in
      for module in ["locations", "tariffs"] { try tx.outbox.recover(module, for: "acme") }
    }
  }

  private func finish(_ house: PublishHouse) async throws {
    try await restart(house)
    house.clock.advance(seconds: 600)
    try await house.settle("acme")
    try await house.deliver("acme")
    #expect(try await house.waiting("acme") == 0)
  }

  /// What the partner was told last is what stands in our store.
  private func judge(_ house: PublishHouse, _ told: [String: String], _ place: String) async throws {
    let rows = try await house.commons.store.read { tx in
      try tx.own.list("locations", ListFilter(limit: 10)).rows
    }
    let names = try rows.reduce(into: [String: String]()) { names, row in
      names[row.key.id] = try JSON.parse(row.body.bytes)["name"]?.string
    }
    #expect(told == names, "\(place)")
  }
}

/// The exchange log on a disk of its own that fails.
@Suite(.serialized) struct ExchangeDiskTests {
  @Test(
    "S-35 whichever call of the disk fails, what was said is in the log once it works again, once and in order",
    arguments: [FailingDisk.Fault.once, .lasting])
  func fault(_ fault: FailingDisk.Fault) async throws {
    let isLong = getenv("BILATERAL_SOAK") != nil
    var calls = 0
    for number in isLong ? Array(1...1000) : [1, 4, 9, 100_000] {
      guard try await write(fault, at: number) else { break }
      calls += 1
    }
    if isLong { print("  exchange log, \(fault): \(calls) calls") }
    #expect(calls >= 2)
  }

  private func write(_ fault: FailingDisk.Fault, at number: Int) async throws -> Bool {
    let folder = "/tmp/exchange-disk-\(getpid())-\(number)-\(fault)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let disk = FailingDisk()
    var options = StoreOptions()
    (options.files, options.waitsForDisk) = (disk.name, false)
    let store = try Store(at: folder + "/exchanges.db", options: options, migrations: Migrations.exchanges)
    let log = ExchangeLog(store, metrics: MetricRegistry())
    disk.arm(fault, at: number)
    for round in 0..<4 {
      for place in 0..<3 { log.take(exchange("p\(round)\(place)")) }
      _ = try? await log.flush(LinkTable())
    }
    let hasFailed = disk.hasFailed
    disk.relieve()
    try await log.flush(LinkTable())
    let rows = try await log.list(ExchangeFilter(), limit: 100).map(\.partner)
    let wanted = (0..<4).flatMap { round in (0..<3).map { "p\(round)\($0)" } }
    #expect(rows == wanted, "\(fault) at call \(number), \(disk.failed)")
    #expect(log.dropped == 0)
    log.close()
    return hasFailed
  }

  private func exchange(_ partner: String) -> Exchange {
    Exchange(
      at: Timestamp(seconds: 1_800_000_000), partner: partner, direction: .inbound, module: "locations",
      method: .put,
      address: "/x", requestFields: [:], request: [], response: [], http: 200, ocpi: 1000,
      took: .milliseconds(3))
  }
}
