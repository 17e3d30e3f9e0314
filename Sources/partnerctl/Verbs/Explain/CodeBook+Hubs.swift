/// Codes of partners behind hubs.
extension CodeBook {
  static let hubs = [
    entry(
      "BR580", "no connection of its own",
      "The partner's file says route.kind = \"hub\": its messages travel on the connection of the file that route.hub names. Register, check and rotate that one; the partner's own terms take effect by `partnerctl apply`."
    ),
    entry(
      "BR583", "came on the other way",
      "The partner's file gives sessions or CDRs to its own connection and this one came through the hub, or the other way round. It was taken, as nothing that was earned is lost; tell the partner, or change route.per_module."
    ),
    entry(
      "BR582", "same charge under two ids",
      "A session or CDR tells of the same EVSE, the same token and a start within 120 seconds as one that another connection of the partner told of. It is kept beside that entry and counts nothing; the event names the entry in same_as. If they were two charges after all, ask the partner for a CDR under the first id, or a new one."
    ),
    entry(
      "BR660", "the way after is not registered",
      "A partner moves to a way that carries nothing yet. With a cut-over ahead there is time: register on that way before it. At the cut-over everything would wait, so it is refused."
    ),
    entry(
      "BR661", "nobody answers on the way after",
      "The last call on the way that the partner moves to found nobody there, or the hub says that the partner is not connected. partnerctl check shows why."
    ),
    entry(
      "BR662", "modules that the way after lacks",
      "The partner's file pulls or pushes modules that its platform does not announce on the way after. Ask for them, or switch them off under [sync]; they would stop at the cut-over."
    ),
    entry(
      "BR663", "another version of OCPI on the way after",
      "The two ways speak different versions. Fields that only the old one can say are lost to the partner, those that only the new one can say are won; objects that the new one cannot say at all are not told any more. partnerctl convert shows one object in both."
    ),
    entry(
      "BR664", "the hub's fee begins or ends",
      "Sessions on the hub's way owe its fee, others do not. Which way a session takes is decided by when it began, so quotes and margins are others for sessions from the cut-over on."
    ),
    entry(
      "BR665", "open sessions during a move",
      "Sessions that began before the cut-over end on the way before, and their CDRs go there, for as long as that way is registered. Nothing is lost and nothing is told twice."
    ),
    entry(
      "BR666", "parked messages before a move",
      "Messages that the partner refused wait until somebody acts. Tried again after the cut-over they would go the new way. partnerctl outbox shows them."
    ),
    entry(
      "BR667", "a route with nothing to move",
      "migrate moves between direct and one hub. A route of kind direct-with-hub-fallback or split has both ways at once: write another kind, or another hub, in [route] and apply; sessions stay where they began."
    ),
    entry(
      "BR668", "no such move",
      "The partner takes that way already, has no move in course, takes another way than --from says, or its file names no hub. partnerctl status shows the route."
    ),
    entry(
      "BR669", "a move is in course",
      "The partner is on its way from one to the other, and the cut-over has passed. --rollback undoes it, --finish ends it; then another move may begin."
    ),
    entry(
      "BR670", "the hold is not over",
      "Sessions that began before the cut-over may still be told on the way before for the first time. Wait for the end of the hold, or end the move with --override BR670=reason."
    ),
    entry(
      "BR671", "sessions are open on the way before",
      "Sessions that are told on the way before have not ended, or messages about sessions and CDRs wait. They would still find their way as long as it is registered; the move is ended when they are through, or with --override BR671=reason."
    ),
    entry(
      "BR672", "[route] cannot be changed",
      "migrate changes single lines of a [route] table. It leaves a route that is written as an inline table, by dotted keys or over several lines to its author: write kind, hub, cut_over and cut_over_hold yourself, then apply."
    ),
    entry(
      "BR673", "objects that only the way before brought",
      "Objects of the partner came on the way before and not yet on the way after. They stay as they are until the partner sends them there; a full pull on the new way fetches them."
    ),
    entry(
      "BR674", "the file was changed meanwhile",
      "Between the preview and the writing somebody changed the partner's file. Nothing was written; look again."
    ),
    entry(
      "BR675", "a cut-over in the past",
      "What was told since would have taken the other way. Without --at the cut-over is now."
    ),
  ]
}
