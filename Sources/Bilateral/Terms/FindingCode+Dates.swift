/// Codes about what changes with time: agreements, papers, certificates, contacts.
extension FindingCode {
  static let dates: [FindingCode] = [
    agreementEnded, noticeDay, document, exclusivity, vatProof, contact, certificateExpiry, alarmChannel,
    personalMailbox, unused,
  ]

  package static let agreementEnded = FindingCode(
    "BT161", "agreement ended",
    "The last day of the agreement is past and it does not renew itself. Sign a new one, or set status = \"ended\"."
  )
  package static let noticeDay = FindingCode(
    "BT162", "last day to give notice is near",
    "The agreement renews itself unless notice is given within the next 30 days. Decide whether to go on.")
  package static let document = FindingCode(
    "BT163", "document is another one",
    "The SHA-256 of the signed paper differs from agreement.document_sha256: it was replaced, or the wrong one is named."
  )
  package static let exclusivity = FindingCode(
    "BT164", "exclusive group is shared",
    "The agreement gives this partner sole use of its groups of locations; another partner's file shares them too."
  )
  package static let vatProof = FindingCode(
    "BT184", "proof of the VAT treatment has expired",
    "settlement.vat_valid_until is past: ask the partner for a new certificate, or change the treatment.")
  package static let contact = FindingCode(
    "BT190", "contact missing", "A live partner has a technical, an operations and a finance contact.")
  package static let certificateExpiry = FindingCode(
    "BT191", "certificate near expiry",
    "The certificate ends within 30 days or has ended; connections will then fail. Renew it, put it in place, and reload."
  )
  package static let unused = FindingCode(
    "BT198", "no effect in this version",
    "The field is read, checked and shown, and nothing acts on it yet. Do not rely on it. The rest of the file holds."
  )
  package static let alarmChannel = FindingCode(
    "BT193", "alarm channel missing",
    "An alarm names a channel that partnerctl.toml does not have as [channels.NAME]: nobody would be told.")
  package static let personalMailbox = FindingCode(
    "BT192", "personal mailbox",
    "Contacts outlive people: use the address of a team rather than one at a provider of private mail.")
}
