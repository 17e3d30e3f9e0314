/// What becomes of a CDR by one thing that stands against it, or by all of them.
package enum CDRGrade: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Nothing is said of it.
  case accept
  /// It is told, and the CDR is owed.
  case note
  /// The CDR is kept and not owed, until it is credited or the matter is settled.
  case rejectRecord = "reject-record"

  package static func < (left: Self, right: Self) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// One thing that stands against a CDR.
package struct CDRObjection: Hashable, Sendable {
  /// What.
  package let cause: ReconcileCause
  /// How much it weighs.
  package let grade: CDRGrade
  /// What it is, in words.
  package let words: String

  /// An objection.
  package init(_ cause: ReconcileCause, _ grade: CDRGrade, _ words: String) {
    self.cause = cause
    self.grade = grade
    self.words = words
  }
}

extension [CDRObjection] {
  /// What becomes of the CDR by all of them: the heaviest counts.
  package var grade: CDRGrade { map(\.grade).max() ?? .accept }
}
