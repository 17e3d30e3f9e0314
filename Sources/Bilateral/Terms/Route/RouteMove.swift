package import BilateralBase

/// A partner's move from one way to the other, as `route.cut_over` tells it.
package struct RouteMove: Hashable, Sendable {
  /// How far it has come.
  package enum Phase: String, Hashable, Sendable {
    /// Everything still takes the way before.
    case before
    /// Everything new takes the way after; sessions of before keep theirs.
    case holding
    /// The hold is over.
    case over
  }

  /// The way before.
  package let from: Way
  /// The way after.
  package let to: Way
  /// When.
  package let cutOver: Timestamp
  /// Seconds for which sessions begun before are expected to end on the way before.
  package let holdSeconds: Int

  package init(from: Way, to: Way, cutOver: Timestamp, holdSeconds: Int) {
    (self.from, self.to) = (from, to)
    (self.cutOver, self.holdSeconds) = (cutOver, holdSeconds)
  }

  /// The end of the hold.
  package var holdUntil: Timestamp { cutOver.adding(seconds: Int64(holdSeconds)) }

  /// How far it has come.
  package func phase(at now: Timestamp) -> Phase {
    now < cutOver ? .before : now < holdUntil ? .holding : .over
  }
}

extension RouteTerms {
  /// The move that the file describes; nil where it describes none.
  package var move: RouteMove? {
    guard let cutOver, let hub, kind == .direct || kind == .hub else { return nil }
    let (to, from): (Way, Way) = kind == .direct ? (.direct, .hub(hub)) : (.hub(hub), .direct)
    return RouteMove(from: from, to: to, cutOver: cutOver, holdSeconds: cutOverHoldSeconds)
  }

  /// The connection that brings nothing any more once no move is in course: that of the hub, or the partner's own; nil
  /// where both may.
  package func former(of partner: String) -> String? {
    guard move == nil, let hub else { return nil }
    return switch onlyWay {
    case .direct?: hub
    case .hub?: partner
    case nil: nil
    }
  }

  /// The one way that everything takes, or will once a move is done; nil for a route of several.
  package var onlyWay: Way? {
    switch kind {
    case .direct: .direct
    case .hub: hub.map { .hub($0) }
    case .fallback, .split: nil
    }
  }
}
