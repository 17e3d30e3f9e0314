/// Header, agreement, parties: who, since when, under which paper.
extension FieldTable {
  static let header: [Field] = [
    Field("schema", .text(), "version of this file format", mandatory: true),
    Field("id", .slug, "the partner's name in commands; equals the file's name", mandatory: true),
    Field("name", .text(100), "the partner's business name", mandatory: true),
    Field("summary", .text(100), "one line for lists"),
    Field(
      "status", .choice(["draft", "test", "live", "suspended", "ended"]), "where the partnership stands",
      default: "draft"),
    Field("tags", .list(.text(40)), "words for selection"),
    Field("template", .text(40), "template the file was made from"),
    Field("reviewers.*", .list(.text()), "who reviews which section"),
  ]

  static let agreement: [Field] = [
    Field("agreement.reference", .text(60), "the contract's number", live: true),
    Field("agreement.signed", .date, "day of the last signature"),
    Field("agreement.starts", .date, "first day", live: true),
    Field("agreement.ends", .date, "last day; open when absent"),
    Field("agreement.renewal", .duration(), "by how long it renews itself"),
    Field("agreement.termination_notice", .duration(), "notice to end it"),
    Field("agreement.minimum_term", .duration(), "earliest end"),
    Field("agreement.price_change_notice", .duration(), "notice before a price changes", live: true),
    Field(
      "agreement.price_change_takes_effect", .choice(["any-day", "month-start", "quarter-start"]),
      "days on which prices may change", default: "any-day"),
    Field("agreement.tech_change_notice", .duration(), "notice before the connection changes"),
    Field("agreement.document", .text(), "path of the signed paper"),
    Field("agreement.document_sha256", .digest, "its SHA-256 in hexadecimal"),
    Field("agreement.governing_law", .text(40), "law it is under"),
    Field("agreement.jurisdiction", .text(60), "courts in charge"),
    Field("agreement.language", .text(10), "language of the paper"),
    Field("agreement.zone", .zone, "zone in which its days begin", default: "UTC"),
    Field("agreement.liability_cap", .money, "most that is owed for damage"),
    Field("agreement.confidentiality_until", .date, "end of secrecy"),
    Field("agreement.owner", .email, "who keeps this agreement on our side"),
    Field(
      "agreement.exclusivity", .choice(["none", "location-groups"]), "exclusive groups", default: "none"),
    Field("agreement.emergency", .text(), "reason for a change without notice"),
  ]

  static let parties: [Field] =
    [
      Field(
        "us.roles", .list(.role), "our parties here; the complementary ones of partnerctl.toml when absent"),
      Field("them.roles", .list(.role), "the partner's parties and roles", mandatory: true),
      Field("them.website", .text(), "their page"),
      Field("them.logo", .text(), "their logo"),
      Field("them.sub_parties[].party", .party, "a party carried by their platform"),
      Field("them.sub_parties[].name", .text(100), "its name"),
      Field("them.contract_id_prefixes", .list(.text(8)), "contract ids begin with one of these"),
      Field("them.evse_id_prefixes", .list(.text(12)), "EVSE ids begin with one of these"),
      Field("them.hub_name_known_as.*", .text(20), "their id on a hub"),
    ] + ["us", "them"].flatMap(entity)

  private static func entity(_ side: String) -> [Field] {
    [
      Field("\(side).entity[].parties", .list(.party), "parties this legal entity stands behind"),
      Field("\(side).entity[].legal_name", .text(100), "name on invoices"),
      Field("\(side).entity[].country", .country, "where it is established"),
      Field("\(side).entity[].vat_id", .text(20), "VAT number"),
      Field("\(side).entity[].company_no", .text(40), "number in the register"),
      Field("\(side).entity[].address", .text(), "invoice address"),
      Field("\(side).entity[].number_series", .text(40), "prefix of invoice numbers"),
    ]
  }

  static let contacts: [Field] =
    contactNames.flatMap { name in
      [
        Field("contacts.\(name).name", .text(100), "team or person"),
        Field("contacts.\(name).email", .email, "address"),
        Field("contacts.\(name).phone", .phone, "E.164 number"),
        Field("contacts.\(name).hours", .text(100), "when it is staffed"),
        Field("contacts.\(name).zone", .zone, "zone of the hours"),
        Field("contacts.\(name).channel", .text(100), "chat or ticket address"),
        Field("contacts.\(name).languages", .list(.text(20)), "languages spoken"),
      ]
    } + [
      Field("contacts.escalation[].after", .duration(), "when nobody has answered for so long"),
      Field("contacts.escalation[].to", .choice(contactNames), "turn to this contact"),
      Field("contacts.escalation[].via", .text(60), "by this channel"),
    ]

  static let contactNames = [
    "technical", "operations", "finance", "commercial", "privacy", "security", "driver_hotline",
  ]
}
