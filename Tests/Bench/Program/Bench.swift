import Foundation

/// `bench [--json FILE] [--rounds N] [--seconds S] [--only NAME]`: what reading and writing a page of
/// locations costs, what pricing a session, and what pricing sessions of the past again.
@main enum Bench {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    func value(of option: String) -> String? {
      words.firstIndex(of: option).flatMap { words.dropFirst($0 + 1).first }
    }
    let rounds = value(of: "--rounds").flatMap { Int($0) } ?? 9
    let seconds = value(of: "--seconds").flatMap { Double($0) } ?? 0.3
    var bench = try WireBench()
    try bench.run(rounds: rounds, seconds: seconds, only: value(of: "--only"))
    var pricing = try PricingBench()
    try pricing.run(rounds: rounds, seconds: seconds, only: value(of: "--only"))
    var replay = try ReplayBench()
    try replay.run(rounds: rounds, seconds: seconds, only: value(of: "--only"))
    let report = BenchReport(bench: bench, pricing: pricing.measurements + replay.measurements)
    print(report.table)
    guard let file = value(of: "--json") else { return }
    try Data(report.json).write(to: URL(fileURLWithPath: file))
  }
}
