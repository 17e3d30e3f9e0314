/// Codes of backups, restores and doctor.
extension CodeBook {
  static let keeping = [
    entry(
      "BR850", "no manifest of a backup",
      "`manifest.json` is damaged, or the folder is something else. It is written last, so that a backup that was cut off has none."
    ),
    entry(
      "BR851", "backup of a newer form",
      "A newer program made the backup. Restore it by that one."),
    entry(
      "BR852", "backup or a file of it missing",
      "Every file that the manifest names must be there. `partnerctl restore BACKUP --dry-run` verifies a backup without changing anything."
    ),
    entry(
      "BR853", "backup damaged",
      "A file is not what was backed up: its SHA-256 is another. Take another copy of the backup, or an older one."
    ),
    entry(
      "BR854", "backup of the other environment",
      "A fleet runs one environment. Restore a backup of `test` or `prod` into a folder of its own."),
    entry(
      "BR855", "runtime runs",
      "A restore takes the database's place, which a running runtime writes to. Stop it, restore, start it."),
    entry(
      "BR856", "restore cut off",
      "A restore was killed after it had decided and before it had ended. Nothing is lost: `partnerctl restore --resume` ends it; until then nothing else works on this fleet."
    ),
    entry(
      "BR857", "restore's note unreadable",
      "What a restore wrote down for whoever comes next was changed. It holds numbers that may not be given again, so it is not passed over."
    ),
    entry(
      "BR860", "machine",
      "Clock, time zones, open files or room on the disk are not what a runtime needs. `partnerctl doctor` says which, and what to do."
    ),
    entry(
      "BR862", "no recent backup",
      "The latest backup of this fleet is older than a week, or none lies where `doctor` looks: `backups/` of the fleet, or `--backups FOLDER`."
    ),
    entry(
      "BR863", "secret",
      "A secret is missing, others may read it, or `store/key` does not open the tokens that it should have sealed."
    ),
    entry(
      "BR864", "certificate",
      "A certificate of ours has ended or ends soon, is for another name than partners call, or does not belong to its key."
    ),
    entry(
      "BR865", "address to listen on",
      "The port is held by another program, may not be taken by us, or the address is not one of this machine."
    ),
    entry(
      "BR866", "runtime or partner",
      "The runtime does not run, does not answer, or is of another version than this program; or a partner is not as it should be."
    ),
    entry(
      "BR867", "files",
      "A file of the fleet has findings: `partnerctl validate` shows them with their places."),
    entry(
      "BR868", "tokens",
      "Cards are not spelled as `authorization.uid_format` of the partner says, so that a reader's UID does not find them; or a list of cards is old."
    ),
    entry(
      "BR869", "tariffs",
      "A published tariff was not taken, or a connector names a tariff that never came, or a tariff is named by no connector."
    ),
  ]
}
