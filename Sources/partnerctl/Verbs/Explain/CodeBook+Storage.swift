/// Codes of what is read from the wire and kept in the store.
extension CodeBook {
  static let wire = [
    entry(
      "BW101", "not JSON for the wire", "The text breaks RFC 8259, repeats a name, or nests deeper than 64."),
    entry("BW102", "mandatory field missing", "The version of OCPI demands this field."),
    entry(
      "BW103", "wrong kind of value", "An object, array, text, number or truth stands where another belongs."),
    entry("BW104", "unreadable value", "The value has the right kind and cannot be understood."),
    entry("BW105", "loose type", "A number came as text or the like; its meaning is clear and it is taken."),
    entry("BW106", "loose timestamp", "The time lacks its zone or has another form; it is read as UTC."),
    entry(
      "BW107", "unknown value",
      "The list of values that OCPI allows here does not have it; it is kept as sent."),
    entry("BW108", "too long", "The text is longer than OCPI allows; other systems may refuse the object."),
    entry("BW109", "control character", "A text holds characters that are not printable."),
    entry("BW110", "not ASCII", "An identifier holds characters beyond printable ASCII."),
    entry(
      "BW111", "bad form",
      "The value does not have the form of its kind, such as an EVSE id or a country code."),
    entry("BW112", "empty", "The value is there and says nothing."),
    entry("BW113", "unknown member", "No version of OCPI has this member here; it is kept and passed on."),
    entry("BW114", "other version", "The member or value belongs to another version of OCPI."),
    entry(
      "BW115", "former name", "The member bears the name of an older version; it is taken for the new one."),
    entry("BW116", "contradiction", "Two members of the object cannot both be true."),
    entry(
      "BW117", "dropped",
      "An optional part that could not be read was left out; the rest of the object is taken."),
    entry("BW118", "withheld", "The object cannot be said in the partner's version, so it is not sent."),
    entry("BW119", "bad envelope", "The answer around the data is not an OCPI answer."),
    entry("BW120", "bad number", "The number is out of range or has more digits than can be kept."),
  ]

  static let store = [
    entry("BS101", "database in use", "Another runtime holds the database; one runtime a fleet."),
    entry(
      "BS102", "database of a newer version", "A newer version of this program wrote it. Use that version."),
    entry(
      "BS103", "database of an older version",
      "Start `partnerctl run` once: it brings the database up to date."),
    entry(
      "BS104", "not our database",
      "The file belongs to another program. Move it away, or name another folder."),
    entry(
      "BS105", "too many writes waiting", "The disk does not keep up. Callers are told to come back shortly."),
    entry("BS106", "store closed", "The runtime is stopping."),
    entry("BS107", "disk full", "Nothing of the write was kept. Free space; work goes on without a restart."),
    entry("BS108", "cannot write", "Owner or mode of the state folder keep the runtime out."),
    entry(
      "BS109", "reading or writing failed",
      "The disk reports an error. Check it, then restore the latest backup."),
    entry("BS110", "no database yet", "Start `partnerctl run` once: it makes the database."),
    entry(
      "BS120", "no copy before the upgrade",
      "A newer program changes the schema only when a copy of the database lies beside it, `before-upgrade-N.db`, by which one can go back. Free as much space as the database takes; nothing was changed."
    ),
    entry(
      "BS121", "database damaged",
      "Pages or rows of the database do not fit together. Stop the runtime, look at the disk, and restore the latest backup that is whole: `partnerctl restore BACKUP --dry-run` says whether one is."
    ),
  ]
}
