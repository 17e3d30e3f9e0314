import BilateralBase
import BilateralStore

/// The database: whether it is whole, and whose schema it has.
struct DatabaseCheckup {
  /// The fleet.
  let state: FleetState
  /// Whether every page is read.
  let isDeep: Bool

  /// Looks at it.
  func lines() -> [DoctorLine] {
    guard let path = state.database else {
      return [.skipped("database", "our side cannot be read, so nobody knows where it is")]
    }
    guard FileSystem.kind(path) == .file else {
      return [
        .warning("database", "BS110", "there is none yet", help: "partnerctl run makes it")
      ]
    }
    do throws(StoreError) {
      let facts = try SchemaFacts.read(path)
      let found = try (isDeep ? DatabaseCheck.whole : .quick).problems(of: path)
      return [Self.whole(found, isDeep: isDeep), Self.schema(facts.number, newest: Migrations.all.count)]
    } catch {
      return [.bad("database", error.code, error.message, help: error.help)]
    }
  }

  /// Judges what the database says of its pages.
  static func whole(_ problems: [String], isDeep: Bool) -> DoctorLine {
    guard let first = problems.first else {
      return .good("database", isDeep ? "whole, every page and index read" : "pages and rows fit together")
    }
    return .bad(
      "database", "BS121", "damaged: \(first)" + (problems.count > 1 ? ", and more" : ""),
      help: "stop the runtime, look at the disk, then partnerctl restore with the latest backup that is whole"
    )
  }

  /// Judges the schema.
  static func schema(_ number: Int, newest: Int) -> DoctorLine {
    guard number < newest else { return .good("schema", "\(number), the newest") }
    return .warning(
      "schema", "BS103", "\(number), this program has \(newest)",
      help: "the next partnerctl run brings it up to date and keeps a copy, \(UpgradeCopy.name(number))")
  }
}
