import Foundation

/// `bench [--json FILE] [--rounds N] [--seconds S] [--only NAME]`: what reading and writing a page of locations costs.
@main enum Bench {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    func value(of option: String) -> String? {
      words.firstIndex(of: option).flatMap { words.dropFirst($0 + 1).first }
    }
    var bench = try WireBench()
    try bench.run(
      rounds: value(of: "--rounds").flatMap { Int($0) } ?? 9,
      seconds: value(of: "--seconds").flatMap { Double($0) } ?? 0.3,
      only: value(of: "--only"))
    let report = BenchReport(bench: bench)
    print(report.table)
    guard let file = value(of: "--json") else { return }
    try Data(report.json).write(to: URL(fileURLWithPath: file))
  }
}
