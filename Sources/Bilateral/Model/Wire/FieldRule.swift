/// What a field's line says beyond name and type: versions, lengths, forms, former names.
///
/// Rules are made by chaining: `.text(45).was("name", until: .v2_1_1).needed(since: .v2_2_1)`.
package struct FieldRule: Sendable {
  /// First version that knows the field.
  package private(set) var since = OCPIVersion.v2_1_1
  /// Last version that knows the field.
  package private(set) var until = OCPIVersion.newest
  /// First and last version that demands a field which others leave free.
  package private(set) var needed: ClosedRange<OCPIVersion>?
  /// Largest length in characters, none when 0.
  package private(set) var length = 0
  /// Largest length in older versions, where it differs, up to ``olderUntil``.
  package private(set) var olderLength = 0
  /// The last version in which ``olderLength`` holds.
  package private(set) var olderUntil = OCPIVersion.v2_1_1
  /// What the text must look like.
  package private(set) var form = TextForm.free
  /// The name in older versions.
  package private(set) var formerName: StaticString?
  /// The last version that uses ``formerName``.
  package private(set) var formerUntil = OCPIVersion.v2_1_1
  /// Whether a list was a single value under its former name.
  package private(set) var wasSingle = false
  /// Whether a text that is too long for an older version is cut there.
  package private(set) var isCut = false
  /// How a list without elements is met.
  package private(set) var emptiness = Emptiness.allowed

  /// How a list without elements is met.
  package enum Emptiness: Sendable { case allowed, reported, refused }

  /// No rule.
  package static let any = FieldRule()

  /// A case-sensitive text of at most that many characters; 0 for no limit.
  @inline(__always)
  static func text(_ length: Int) -> FieldRule {
    var rule = FieldRule()
    rule.length = length
    return rule
  }

  /// A case-insensitive text of at most that many printable ASCII characters.
  @inline(__always)
  static func ci(_ length: Int) -> FieldRule { text(length).formed(.ascii) }

  /// An absolute http(s) URL of at most 255 characters.
  static let url = text(255).formed(.url)

  /// Known only from that version on.
  static func since(_ version: OCPIVersion) -> FieldRule { any.since(version) }

  /// Known only up to that version.
  static func until(_ version: OCPIVersion) -> FieldRule { any.until(version) }

  /// A text of that form.
  static func form(_ form: TextForm) -> FieldRule { text(form.longest).formed(form) }

  /// At least one element, otherwise the object cannot be read.
  static let filled = any.filled()

  @inline(__always)
  private func with(_ change: (inout FieldRule) -> Void) -> FieldRule {
    var rule = self
    change(&rule)
    return rule
  }

  @inline(__always) func since(_ version: OCPIVersion) -> FieldRule { with { $0.since = version } }
  @inline(__always) func until(_ version: OCPIVersion) -> FieldRule { with { $0.until = version } }
  @inline(__always) func formed(_ form: TextForm) -> FieldRule { with { $0.form = form } }

  /// Demanded from that version on, although the model can do without.
  @inline(__always)
  func needed(since version: OCPIVersion) -> FieldRule { with { $0.needed = version...OCPIVersion.newest } }

  /// Demanded up to that version.
  @inline(__always)
  func needed(until version: OCPIVersion) -> FieldRule { with { $0.needed = OCPIVersion.v2_1_1...version } }

  /// Another largest length up to that version.
  @inline(__always)
  func length(_ length: Int, until version: OCPIVersion) -> FieldRule {
    with {
      $0.olderLength = length
      $0.olderUntil = version
    }
  }

  /// A text for people, which is cut at a word where a version takes less of it; never for ids.
  @inline(__always) func cut() -> FieldRule { with { $0.isCut = true } }

  /// Another name up to that version, and perhaps one value instead of a list.
  @inline(__always)
  func was(_ name: StaticString, until version: OCPIVersion = .v2_1_1, single: Bool = false) -> FieldRule {
    with {
      $0.formerName = name
      $0.formerUntil = version
      $0.wasSingle = single
    }
  }

  @inline(__always) func filled() -> FieldRule { with { $0.emptiness = .refused } }
  @inline(__always) func filledIfPossible() -> FieldRule { with { $0.emptiness = .reported } }
}

extension FieldRule {
  /// Whether a version knows the field, under whatever name.
  @inline(__always)
  func covers(_ version: OCPIVersion) -> Bool { version >= since && version <= until }

  /// Whether a version demands the field although the model can do without.
  @inline(__always)
  func isNeeded(in version: OCPIVersion) -> Bool { needed?.contains(version) ?? false }

  /// The name in a version, or nothing when it does not know the field.
  @inline(__always)
  func spelling(of name: StaticString, in version: OCPIVersion) -> StaticString? {
    guard covers(version) else { return nil }
    guard let formerName, version <= formerUntil else { return name }
    return formerName
  }

  /// The requirement that asks for an element, where there is one of its own.
  var emptyRequirement: String? { emptiness == .reported ? "LOC-16" : nil }

  /// Whether the version writes one value instead of a list.
  @inline(__always)
  func isSingle(in version: OCPIVersion) -> Bool { wasSingle && version <= formerUntil }

  /// The largest length in a version; 0 for none.
  @inline(__always)
  func length(in version: OCPIVersion) -> Int {
    olderLength > 0 && version <= olderUntil ? olderLength : length
  }
}
