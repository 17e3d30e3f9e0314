import Bilateral
import BilateralBase

/// How the simulated partner behaves as a whole.
struct SimulatedManners: Sendable {
  /// Which certificate it shows.
  enum Certificate: Sendable {
    case good, otherName, expired, otherAuthority
  }

  /// When it calls back with the token it was given.
  enum CallBack: Sendable, Equatable {
    /// Within the open request, after this pause.
    case within(Duration)
    /// So long after its answer.
    case late(Duration)
    case never
  }

  /// The only form of our token that it understands; nil takes every form.
  var tokenForm: TokenForm?
  var certificate = Certificate.good
  var callBack = CallBack.within(.zero)
  /// Seconds by which its clock is ahead.
  var skew: Int64 = 0
  /// What the tokens that it makes begin with.
  var tokenPrefix = ""
  /// Whether every page of its locations is the first, and leads on.
  var ignoresOffset = false
  /// Whether a page holds everything.
  var ignoresLimit = false
  /// Objects on a page, whatever is asked for.
  var pageSize: Int?
  /// Whether it sends each credentials message twice.
  var repeatsCredentials = false

  /// How it takes commands.
  var orders = SimulatedOrders()

  init(_ uses: [FaultUse]) {
    for use in uses {
      if case .manners(let change) = use.fault.act { change(&self, use.argument) }
    }
  }
}
