import BilateralBase
import BilateralTerms

/// What past sessions would have cost under a plan: the money that is told beside it, worked out as `impact` does.
struct PlanMoney {
  /// The parsed line and its console.
  let invocation: Invocation

  /// The money of one partner, or why nobody knows it.
  typealias Money = (partner: String, impact: Result<ImpactCommand.Impact, Failure>)

  /// The money of each partner whose terms change and who has prices in force.
  ///
  /// - Parameter plan: the plan.
  /// - Returns: in the order of the plan; without those that have no prices before or after.
  /// - Throws: a usage failure for flags that cannot be read.
  func all(_ plan: JSON) async throws(Failure) -> [Money] {
    let parts = (plan["partners"]?.elements ?? []).filter { $0["terms"]?.elements?.isEmpty == false }
    guard !parts.isEmpty, let versions = try? TermsVersions(invocation), let fleet = try? versions.folder()
    else { return [] }
    let desk = try PriceDesk(fleet)
    var found: [Money] = []
    for id in parts.compactMap({ $0["partner"]?.string }) {
      guard let older = try? await versions.applied(id), let newer = try? versions.onDisk(id),
        hasPrices(older), hasPrices(newer)
      else { continue }
      do throws(Failure) {
        let command = ImpactCommand(invocation: invocation)
        found.append((id, .success(try await command.impact(older, newer, [.rule], desk))))
      } catch {
        if error.exit == .usage { throw error }
        found.append((id, .failure(error)))
      }
    }
    return found
  }

  private func hasPrices(_ version: TermsVersion) -> Bool {
    PriceSide.allCases.contains { version.file?.hasTable($0.path) == true }
  }

  /// The plan with the money beside it, as programs read it.
  static func adding(_ money: [Money], to plan: JSON) -> JSON {
    guard !money.isEmpty else { return plan }
    var plan = plan
    plan["money"] = .array(
      money.map { one in
        switch one.impact {
        case .success(let impact): ImpactView.object(impact)
        case .failure(let failure):
          ["partner": .string(one.partner), "unknown_because": .string(failure.message)]
        }
      })
    return plan
  }
}
