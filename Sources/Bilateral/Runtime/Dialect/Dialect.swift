import BilateralBase
import BilateralModel
package import BilateralTerms

/// How one partner speaks, as it is to be coped with now: the file's word, else what was learned, else the default.
package struct Dialect: Sendable, Equatable {
  private let stated: [String: PartnerFile.StatedDialect]
  private let learned: [String: [String]]

  /// The dialect of a partner that keeps to the specification.
  package static let plain = Dialect(stated: [:], learned: [:])

  /// Puts a dialect together.
  ///
  /// - Parameters:
  ///   - stated: what the file says, by key.
  ///   - learned: what was noticed, by key; what takes effect only by the file is passed over here.
  package init(stated: [String: PartnerFile.StatedDialect], learned: [String: [String]]) {
    self.stated = stated
    self.learned = learned.filter { DialectSwitch.named($0.key)?.isAppliedWhenNoticed ?? false }
  }

  /// What the file says, nil when it says nothing.
  package func stated(_ key: String) -> PartnerFile.StatedDialect? { stated[key] }

  /// What holds: one word, or nil when nobody says anything and there is no default.
  package func word(_ choice: DialectSwitch) -> String? {
    stated[choice.name]?.text ?? learned[choice.name]?.last ?? choice.fallback
  }

  /// What holds, as a truth; nil also for `detect`, which stands for nothing being known.
  package func flag(_ choice: DialectSwitch) -> Bool? {
    word(choice).flatMap { $0 == "detect" ? nil : $0 == "true" }
  }

  /// Whether a switch that is off unless set is on.
  package func isOn(_ choice: DialectSwitch) -> Bool { word(choice) == "true" }

  /// What holds, as a list.
  package func words(_ choice: DialectSwitch) -> [String] {
    stated[choice.name].map { $0.text.split(separator: ", ").map(String.init) } ?? learned[choice.name] ?? []
  }

  /// What the file says below a switch with keys of any name, by that name.
  package func named(_ choice: DialectSwitch) -> [String: String] {
    let prefix = choice.name.dropLast()
    var found: [String: String] = [:]
    for (key, value) in stated where key.hasPrefix(prefix) {
      found[String(key.dropFirst(prefix.count))] = value.text
    }
    return found
  }
}

extension Dialect {
  /// How our token stands in the header, nil when neither file nor experience say.
  package var tokenForm: TokenForm? { flag(.tokenHeaderBase64).flatMap(Self.form) }

  /// The only form in which their token is let in, nil when each is.
  package var inboundForm: TokenForm? {
    stated[DialectSwitch.inboundTokenBase64.name].flatMap { Self.form($0.text == "true") }
  }

  private static func form(_ isBase64: Bool) -> TokenForm? { isBase64 ? .base64 : .raw }
}

/// Ids of our locations at a partner that wants a prefix before them.
extension Dialect {
  /// The id under which the partner knows a location of ours.
  func theirID(_ own: CiString) -> CiString { word(.idPrefix).map { CiString($0 + own.text) } ?? own }

  /// Our id of a location that the partner names.
  func ownID(_ theirs: String) -> String {
    guard let prefix = word(.idPrefix), theirs.lowercased().hasPrefix(prefix.lowercased()) else {
      return theirs
    }
    return String(theirs.dropFirst(prefix.count))
  }
}
