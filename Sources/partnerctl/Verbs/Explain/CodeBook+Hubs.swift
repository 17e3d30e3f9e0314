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
  ]
}
