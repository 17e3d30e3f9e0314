import BilateralBase
import BilateralModel

/// Prices that a version of OCPI cannot say: they are never sent wrong, so a partner of that version gets none.
extension SurroundingsCheck {
  /// Tells what of the tariffs that hold today no partner of an allowed version would get.
  ///
  /// A warning where no version is left that can say them, a note where one is.
  mutating func checkVersions(of pricing: PartnerPricing, at now: Timestamp) {
    let tariffs = pricing.publish(at: now).tariffs.filter { $0.isValid(at: now) }
    let versions = file.connection.possibleVersions
    let mute = versions.compactMap { version in
      Self.reason(among: tariffs, in: version, now).map { (version, $0) }
    }
    guard let (version, reason) = mute.first else { return }
    let isEverywhere = mute.count == versions.count
    // Who has not thought of versions meets the newest most often.
    guard isEverywhere || file.entry("connection.allowed_versions")?.place != nil else { return }
    report(
      isEverywhere ? .warning : .note, .unsayablePrices,
      "over \(version) \(reason.count) of \(tariffs.count) tariffs would not be told: \(reason.words)",
      at: "pricing.sell",
      help: isEverywhere
        ? "agree on a newer version, or on prices that this one can say"
        : "connection.allowed_versions without it makes sure of that")
  }

  private static func reason(
    among tariffs: [Tariff], in version: OCPIVersion, _ now: Timestamp
  ) -> (count: Int, words: String)? {
    var style = WireStyle.plain
    style.now = now
    let errors = tariffs.compactMap { tariff -> WireError? in
      var json = JSONWriter()
      do throws(WireError) {
        _ = try WireWriter.write(tariff, version: version, style: style, into: &json)
        return nil
      } catch {
        return error
      }
    }
    return errors.first.map { (errors.count, "\($0)") }
  }
}

extension ConnectionTerms {
  /// The versions that registration may choose, best first.
  fileprivate var possibleVersions: [OCPIVersion] {
    let allowed = allowedVersions.compactMap { OCPIVersion($0) }.sorted(by: >)
    return switch versionPolicy {
    case .highestCommon: allowed
    case .pin(let version): allowed.filter { "\($0)" == version }
    case .atLeast(let version): allowed.filter { one in OCPIVersion(version).map { one >= $0 } ?? true }
    }
  }
}
