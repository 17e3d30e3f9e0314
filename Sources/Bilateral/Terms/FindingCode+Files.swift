/// Codes about the form of files and about what they say of parties, addresses and groups.
extension FindingCode {
  static let files: [FindingCode] = [
    syntax, duplicateKey, unknownKey, unit, wrongType, notAllowed, malformed, missing, fileName,
    schemaVersion, literalSecret, secretForm, url, range, pin, mutualTLS, zone, dateOrder, party, currency,
    roleOverlap, noComplement, duplicateID, precision, noHub, outOfRange, privateNetwork, oneTransform,
    duplicateRule, reservedID, version, foreignRole, sharedReference, riskBearer, exposedBackOffice,
    defaultsScope, unknownGroup, emptyGroup, emptyShare, testLocations, twoRoutes, snapshotMark,
    mappingRow, mappingConflict, oddID, idleConnection, idleRoute, hubOfHub,
  ]

  package static let idleConnection = FindingCode(
    "BT560", "connection of a partner behind a hub",
    "With route.kind = \"hub\" a partner has no connection of its own: its messages travel on the hub's, with the hub's"
      + " address, tokens and limits. What the file says of a connection has no effect; write route.kind ="
      + " \"direct-with-hub-fallback\" or \"split\" where both exist.")
  package static let idleRoute = FindingCode(
    "BT561", "route of two ways where there is one",
    "Precedence, duplicates, fallback times and the split by module, group or country say something only where a"
      + " partner has a connection of its own and a hub.")
  package static let hubOfHub = FindingCode(
    "BT562", "hub behind a hub",
    "The file that route.hub names must have a connection of its own, and no file is its own hub.")
  package static let mappingRow = FindingCode(
    "BT194", "mapping.csv cannot be read",
    "A line or the head of mapping.csv is not as the columns ask. Nothing is mapped by half: the runtime does not take the file."
  )
  package static let mappingConflict = FindingCode(
    "BT195", "mapping.csv contradicts itself",
    "An id means two things on one side. Each EVSE and each connector has one name on either side.")
  package static let oddID = FindingCode(
    "BT196", "odd EVSE id",
    "The EVSE id has not the form of ISO 15118: country, operator, E, and the rest. Partners may not recognise it."
  )
  package static let syntax = FindingCode(
    "BT100", "not TOML", "The text breaks the grammar of TOML 1.0. Texts stand in quotes, one key a line.")
  package static let duplicateKey = FindingCode(
    "BT101", "defined twice", "A key or table is defined twice. Which of the two counts is never guessed.")
  package static let unknownKey = FindingCode(
    "BT102", "unknown key", "No field has this name. A misspelt key would otherwise silently lose its effect."
  )
  package static let unit = FindingCode(
    "BT103", "unit missing or foreign",
    "Values carry their unit in their text, so that no reader has to guess: \"0.29 EUR/kWh\", \"8 %\", \"30 days\"."
  )
  package static let wrongType = FindingCode(
    "BT104", "wrong type", "The value has another type than the field, such as a number where a text belongs."
  )
  package static let notAllowed = FindingCode(
    "BT105", "not one of the allowed values", "The field takes one of a few words.")
  package static let malformed = FindingCode(
    "BT106", "malformed value", "The value has the right type but not the form the field asks for.")
  package static let missing = FindingCode(
    "BT107", "mandatory field missing", "Without this field the file cannot be used in any status.")
  package static let fileName = FindingCode(
    "BT108", "id is not the file's name",
    "partners/acme.toml must say id = \"acme\", so that a partner has one name.")
  package static let schemaVersion = FindingCode(
    "BT109", "unknown schema", "The file is written for another version of the schema.")
  package static let literalSecret = FindingCode(
    "BT110", "literal secret",
    "Secrets never stand in files that are reviewed and shared. Store it with `partnerctl secret set NAME` and refer"
      + " to it as \"secret:NAME\". Treat a secret that was written here as leaked.")
  package static let secretForm = FindingCode(
    "BT111", "malformed secret reference",
    "A reference is secret:path, env:NAME or file:path. A path may not climb out of its folder with \"..\".")
  package static let url = FindingCode(
    "BT112", "bad URL", "URLs of partners are absolute, https, without query, fragment or user name.")
  package static let range = FindingCode(
    "BT113", "bad address range", "Ranges are in CIDR form, such as 203.0.113.0/28. /0 would allow everyone.")
  package static let pin = FindingCode(
    "BT114", "bad pin", "A pin is the Base64 form of the SHA-256 of the public key (32 bytes, 44 characters)."
  )
  package static let mutualTLS = FindingCode(
    "BT115", "mTLS half configured", "A client certificate and its key are both given, or neither.")
  package static let zone = FindingCode(
    "BT116", "bad time zone", "Zones are IANA names such as Europe/Amsterdam.")
  package static let dateOrder = FindingCode(
    "BT117", "dates out of order", "An agreement is signed, then starts, then ends.")
  package static let party = FindingCode(
    "BT118", "bad party", "A party in a role is written NL-ACM:EMSP: country, party, role, in upper case.")
  package static let currency = FindingCode(
    "BT119", "unknown currency", "Currencies are ISO 4217 codes such as EUR.")
  package static let roleOverlap = FindingCode(
    "BT120", "role in two files",
    "The same party in the same role stands in another file that is not ended: messages could not be told apart."
  )
  package static let noComplement = FindingCode(
    "BT121", "no complementary role",
    "Nothing can be exchanged unless one side's role complements the other's.")
  package static let duplicateID = FindingCode(
    "BT122", "id in two files", "Each partner has one file and each file its own id.")
  package static let precision = FindingCode(
    "BT123", "too many decimals",
    "Amounts have the currency's decimals, prices at most 6, percentages at most 4.")
  package static let noHub = FindingCode(
    "BT124", "hub without a file", "A route over a hub names a partner file whose roles include HUB.")
  package static let outOfRange = FindingCode(
    "BT125", "out of range", "The value lies outside the range the field allows.")
  package static let privateNetwork = FindingCode(
    "BT126", "private network in prod",
    "Plain HTTP and private or loopback addresses are for env = \"test\". In prod, security.allow_private names the"
      + " exceptions.")
  package static let oneTransform = FindingCode(
    "BT127", "more than one of set, discount, markup",
    "A rule sets a price, lowers it or raises it, and may then add.")
  package static let duplicateRule = FindingCode(
    "BT128", "rule id twice", "Rule ids are used in statements and disputes; each is used once.")
  package static let reservedID = FindingCode(
    "BT129", "reserved id", "`defaults` is the file of shared defaults, not a partner.")
  package static let version = FindingCode(
    "BT130", "version not allowed", "The pinned or least version is not among connection.allowed_versions.")
  package static let foreignRole = FindingCode(
    "BT131", "not our party", "us.roles names a party in a role that partnerctl.toml does not list.")
  package static let sharedReference = FindingCode(
    "BT132", "agreement reference twice", "Each agreement has its own reference; statements quote it.")
  package static let riskBearer = FindingCode(
    "BT133", "nobody bears the risk",
    "Allowing a driver whom nobody confirmed costs money if the contract is void; say who bears it.")
  package static let exposedBackOffice = FindingCode(
    "BT134", "back office reachable from outside", "The back office listens on loopback or a unix socket.")
  package static let defaultsScope = FindingCode(
    "BT135", "not a shared default", "Who a partner is cannot be a default of all partners.")
  package static let unknownGroup = FindingCode(
    "BT136", "unknown group of locations",
    "A group is a file groups/<name>.toml. A filter that names a group which is not there would show too much or too"
      + " little, so nothing is shared with the partner until it is.")
  package static let emptyGroup = FindingCode(
    "BT137", "group without members", "The file names no location, EVSE, country, city or postal code.")
  package static let emptyShare = FindingCode(
    "BT138", "share filter lets nothing through",
    "Its conditions exclude each other, so the partner would see nothing."
  )
  package static let testLocations = FindingCode(
    "BT139", "test locations outside of a test",
    "share.test_locations are shown while the status is test and hidden in every other one.")
  package static let twoRoutes = FindingCode(
    "BT140", "money module with two routes", "cdrs, sessions and commands have exactly one route each.")
  package static let snapshotMark = FindingCode(
    "BT141", "line that parts applied texts",
    "When terms are applied, the partner file, the shared defaults and the groups it names are kept as one text, parted"
      + " by lines such as # ==== groups/north.toml ====. A file with such a line of its own would be read back wrongly."
  )
}
