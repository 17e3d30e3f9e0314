/// A stable code of the findings about partner files and fleet files, with what `explain` prints.
package struct FindingCode: Hashable, Sendable {
  /// The code, such as `BT103`.
  package let id: String
  /// What kind of problem it is, in a few words.
  package let title: String
  /// Why it matters and how to mend it.
  package let explanation: String

  private init(_ id: String, _ title: String, _ explanation: String) {
    self.id = id
    self.title = title
    self.explanation = explanation
  }

  /// The code with that id, in any case.
  package static func named(_ id: String) -> FindingCode? {
    all.first { $0.id == id.uppercased() }
  }

  static let syntax = FindingCode(
    "BT100", "not TOML", "The text breaks the grammar of TOML 1.0. Texts stand in quotes, one key a line.")
  static let duplicateKey = FindingCode(
    "BT101", "defined twice", "A key or table is defined twice. Which of the two counts is never guessed.")
  static let unknownKey = FindingCode(
    "BT102", "unknown key", "No field has this name. A misspelt key would otherwise silently lose its effect."
  )
  static let unit = FindingCode(
    "BT103", "unit missing or foreign",
    "Values carry their unit in their text, so that no reader has to guess: \"0.29 EUR/kWh\", \"8 %\", \"30 days\"."
  )
  static let wrongType = FindingCode(
    "BT104", "wrong type", "The value has another type than the field, such as a number where a text belongs."
  )
  static let notAllowed = FindingCode(
    "BT105", "not one of the allowed values", "The field takes one of a few words.")
  static let malformed = FindingCode(
    "BT106", "malformed value", "The value has the right type but not the form the field asks for.")
  static let missing = FindingCode(
    "BT107", "mandatory field missing", "Without this field the file cannot be used in any status.")
  static let fileName = FindingCode(
    "BT108", "id is not the file's name",
    "partners/acme.toml must say id = \"acme\", so that a partner has one name.")
  static let schemaVersion = FindingCode(
    "BT109", "unknown schema", "The file is written for another version of the schema.")
  static let literalSecret = FindingCode(
    "BT110", "literal secret",
    "Secrets never stand in files that are reviewed and shared. Store it with `partnerctl secret set NAME` and refer"
      + " to it as \"secret:NAME\". Treat a secret that was written here as leaked.")
  static let secretForm = FindingCode(
    "BT111", "malformed secret reference",
    "A reference is secret:path, env:NAME or file:path. A path may not climb out of its folder with \"..\".")
  static let url = FindingCode(
    "BT112", "bad URL", "URLs of partners are absolute, https, without query, fragment or user name.")
  static let range = FindingCode(
    "BT113", "bad address range", "Ranges are in CIDR form, such as 203.0.113.0/28. /0 would allow everyone.")
  static let pin = FindingCode(
    "BT114", "bad pin", "A pin is the Base64 form of the SHA-256 of the public key (32 bytes, 44 characters)."
  )
  static let mutualTLS = FindingCode(
    "BT115", "mTLS half configured", "A client certificate and its key are both given, or neither.")
  static let zone = FindingCode(
    "BT116", "bad time zone", "Zones are IANA names such as Europe/Amsterdam.")
  static let dateOrder = FindingCode(
    "BT117", "dates out of order", "An agreement is signed, then starts, then ends.")
  static let party = FindingCode(
    "BT118", "bad party", "A party in a role is written NL-ACM:EMSP: country, party, role, in upper case.")
  static let currency = FindingCode(
    "BT119", "unknown currency", "Currencies are ISO 4217 codes such as EUR.")
  static let roleOverlap = FindingCode(
    "BT120", "role in two files",
    "The same party in the same role stands in another file that is not ended: messages could not be told apart."
  )
  static let noComplement = FindingCode(
    "BT121", "no complementary role",
    "Nothing can be exchanged unless one side's role complements the other's.")
  static let duplicateID = FindingCode(
    "BT122", "id in two files", "Each partner has one file and each file its own id.")
  static let precision = FindingCode(
    "BT123", "too many decimals",
    "Amounts have the currency's decimals, prices at most 6, percentages at most 4.")
  static let noHub = FindingCode(
    "BT124", "hub without a file", "A route over a hub names a partner file whose roles include HUB.")
  static let outOfRange = FindingCode(
    "BT125", "out of range", "The value lies outside the range the field allows.")
  static let privateNetwork = FindingCode(
    "BT126", "private network in prod",
    "Plain HTTP and private or loopback addresses are for env = \"test\". In prod, security.allow_private names the"
      + " exceptions.")
  static let oneTransform = FindingCode(
    "BT127", "more than one of set, discount, markup",
    "A rule sets a price, lowers it or raises it, and may then add.")
  static let duplicateRule = FindingCode(
    "BT128", "rule id twice", "Rule ids are used in statements and disputes; each is used once.")
  static let reservedID = FindingCode(
    "BT129", "reserved id", "`defaults` is the file of shared defaults, not a partner.")
  static let version = FindingCode(
    "BT130", "version not allowed", "The pinned or least version is not among connection.allowed_versions.")
  static let foreignRole = FindingCode(
    "BT131", "not our party", "us.roles names a party in a role that partnerctl.toml does not list.")
  static let sharedReference = FindingCode(
    "BT132", "agreement reference twice", "Each agreement has its own reference; statements quote it.")
  static let riskBearer = FindingCode(
    "BT133", "nobody bears the risk",
    "Allowing a driver whom nobody confirmed costs money if the contract is void; say who bears it.")
  static let exposedBackOffice = FindingCode(
    "BT134", "back office reachable from outside", "The back office listens on loopback or a unix socket.")
  static let defaultsScope = FindingCode(
    "BT135", "not a shared default", "Who a partner is cannot be a default of all partners.")
  static let unknownGroup = FindingCode(
    "BT136", "unknown group of locations",
    "A group is a file groups/<name>.toml. A filter that names a group which is not there would show too much or too"
      + " little, so nothing is shared with the partner until it is.")
  static let emptyGroup = FindingCode(
    "BT137", "group without members", "The file names no location, EVSE, country, city or postal code.")
  static let emptyShare = FindingCode(
    "BT138", "share filter lets nothing through",
    "Its conditions exclude each other, so the partner would see nothing."
  )
  static let testLocations = FindingCode(
    "BT139", "test locations outside of a test",
    "share.test_locations are shown while the status is test and hidden in every other one.")
  static let twoRoutes = FindingCode(
    "BT140", "money module with two routes", "cdrs, sessions and commands have exactly one route each.")
  static let unreachableRule = FindingCode(
    "BT150", "rule never reached",
    "Under first-match an earlier rule takes every session that this one would.")
  static let justification = FindingCode(
    "BT153", "justification missing",
    "Under profile afir-cpo a price that differs from the ad-hoc price needs a proportionate, objective reason."
  )
  static let exchangeSource = FindingCode(
    "BT180", "exchange rate source missing",
    "Prices and settlement have different currencies: settlement.fx_source.")
  static let liveField = FindingCode(
    "BT182", "missing for live", "A live partner needs this field; draft and test do without it.")
  static let contact = FindingCode(
    "BT190", "contact missing", "A live partner has a technical, an operations and a finance contact.")

  /// Every code, in order.
  package static let all: [FindingCode] = [
    syntax, duplicateKey, unknownKey, unit, wrongType, notAllowed, malformed, missing, fileName,
    schemaVersion,
    literalSecret, secretForm, url, range, pin, mutualTLS, zone, dateOrder, party, currency, roleOverlap,
    noComplement, duplicateID, precision, noHub, outOfRange, privateNetwork, oneTransform, duplicateRule,
    reservedID, version, foreignRole, sharedReference, riskBearer, exposedBackOffice, defaultsScope,
    unknownGroup, emptyGroup, emptyShare, testLocations,
    twoRoutes, unreachableRule, justification, exchangeSource, liveField, contact,
  ]
}
