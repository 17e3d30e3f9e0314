/// How many objects a partner may still be shown of a module with an upper limit, such as `share.tokens.max`.
struct ViewRoom: Sendable {
  let limit: Int
  /// How many the partner sees.
  private(set) var taken: Int
  /// How many were left out for want of room.
  private(set) var leftOut = 0
  /// Whether room came up while something may have been waiting for it.
  private(set) var hasFreed = false

  init(limit: Int, taken: Int) {
    self.limit = limit
    self.taken = taken
  }

  /// Whether nothing more fits.
  var isFull: Bool { taken >= limit }

  /// What a verdict comes to under the limit; what the partner sees already stays before what is new.
  mutating func fit(_ verdict: ViewJudge.Verdict, isSeen: Bool) -> ViewJudge.Verdict {
    guard case .visible = verdict else {
      if isSeen {
        hasFreed = hasFreed || taken == limit
        taken -= 1
      }
      return verdict
    }
    let fits = isSeen ? taken <= limit : taken < limit
    if !fits { leftOut += 1 }
    if fits != isSeen { taken += fits ? 1 : -1 }
    return fits ? verdict : .hidden
  }
}
