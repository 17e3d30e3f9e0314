import BilateralBase

/// The files of the fleet.
struct FilesCheckup {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Validates them.
  func lines() -> [DoctorLine] {
    do throws(Failure) {
      var reading = try FleetReading(named: [], invocation)
      try reading.read()
      let report = reading.report()
      return [Self.judge(errors: report.count(.error), warnings: report.count(.warning), files: report.files)]
    } catch {
      return [.bad("files", "BR867", error.message, help: error.help)]
    }
  }

  /// Judges what validating found.
  static func judge(errors: Int, warnings: Int, files: Int) -> DoctorLine {
    let text = "\(Cell.counted(errors, "error")), \(Cell.counted(warnings, "warning"))"
    if errors > 0 { return .bad("files", "BR867", text, help: "partnerctl validate") }
    if warnings > 0 { return .warning("files", "BR867", text, help: "partnerctl validate") }
    return .good("files", "\(Cell.counted(files, "file")), no finding")
  }
}
