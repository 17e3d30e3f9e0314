/// Codes of commands and charging profiles.
extension CodeBook {
  static let commands = [
    entry(
      "BR360", "no such command",
      "The back office gives START_SESSION, STOP_SESSION, RESERVE_NOW, CANCEL_RESERVATION, UNLOCK_CONNECTOR and the orders about charging profiles; docs/commands.md lists them."
    ),
    entry(
      "BR361", "partner takes no orders now",
      "It is not registered, or its file is a draft, suspended or ended; `partnerctl status` says which."),
    entry(
      "BR362", "not in this version", "The OCPI version agreed on with this partner has no such command."),
    entry(
      "BR363", "result is out",
      "A command has one result. The partner was told it, or TIMEOUT when none came in time; only a reservation may be taken back after it."
    ),
    entry(
      "BR364", "no profile was set",
      "Updates of the active profile go to a partner that has set a profile for that session, and to no other."
    ),
  ]
}
