import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// What tariffs may not mean as they are written, as findings of a check.
enum TariffNotes {
  /// A finding with its code and weight.
  struct Note {
    let code: String
    let severity: Diagnostic.Severity
    let lint: TariffLint
  }

  /// The notes on a tariff.
  static func notes(_ tariff: Tariff, version: OCPIVersion) -> [Note] {
    TariffLint.check(tariff, version: version).map { lint in
      let (code, severity) = weight(lint.code)
      return Note(code: code, severity: severity, lint: lint)
    }
  }

  /// The notes on every tariff of one of our lists.
  static func findings(_ list: PriceList, in file: String) -> [Diagnostic] {
    list.tariffs.enumerated().flatMap { place, tariff in
      notes(tariff, version: .newest).map { note in
        Diagnostic(
          note.severity, note.code, "tariff \(tariff.id.text): \(note.lint.message)",
          place: SourcePlace(file: file, line: 1, column: 1), path: "[\(place)].\(note.lint.path)")
      }
    }
  }

  /// What can never matter, what is free where nothing is said, and what is read otherwise than it looks.
  private static func weight(_ code: TariffLint.Code) -> (code: String, severity: Diagnostic.Severity) {
    switch code {
    case .unreachableComponent, .duplicateDimension, .impossibleRestrictions, .neverActive, .deadTimeStep,
      .reservationDimension, .emptyRestrictions, .loneMidnight, .stepOnFlat:
      ("BT283", .warning)
    case .noElements: ("BT284", .warning)
    // Parking that is priced for some hours only is usual.
    case .noFallback: ("BT284", .note)
    default: ("BT285", .warning)
    }
  }
}
