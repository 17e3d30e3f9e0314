extension SimulatedFault {
  /// Every fault, in the order of a connection's life.
  package static let all: [SimulatedFault] =
    tokens + discovery + handshake + paging + counts + envelopes + refusals + objects + values + times + wires
    + certificates + foreign + pushes + strayPushes + questions + renewals + endings + commands + orders
}
