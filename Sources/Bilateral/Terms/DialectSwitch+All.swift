/// Every switch, in the order of the field reference: first how we talk, then how they answer, then objects.
extension DialectSwitch {
  /// All of them.
  package static let all: [DialectSwitch] = talking + answering + reading + writing + meaning

  private static let talking = [
    tokenHeaderBase64, inboundTokenBase64, trailingSlash, announcedSlash, authorizeMethod, patchSupported,
    deleteStyle, noGet,
  ]
  private static let answering = [
    versionListShape, paging, totalCountHeader, dateFrom, objectInList, listAsObject, bareData,
    errorsWithoutEnvelope, emptyBodyOK, status2004Means429,
  ]
  private static let reading = [
    dateFormat, numbersAsStrings, moneyAsStrings, maxString, tolerate, rename, missingLastUpdated,
    wrappedPushes,
    tariffInlineOnConnector, caseSensitiveIDs,
  ]
  private static let writing = [nullFields, dateFractions, idPrefix]
  private static let meaning = [tariffChange, credit]
}

extension DialectSwitch {
  package static let tokenHeaderBase64 = DialectSwitch(
    "token_header_base64", .either(.flag, .choice(["detect"])),
    "our Authorization header carries the token in Base64", ["P-01", "P-02"],
    .applied("GET versions refuses one form and takes the other"), default: "detect")

  package static let inboundTokenBase64 = DialectSwitch(
    "inbound_token_base64", .either(.flag, .choice(["detect"])),
    "their Authorization header carries the token in Base64; when set, the other form is refused",
    ["P-01", "P-03"], .applied("a call bears our token as it is, or encoded twice"), default: "detect")

  package static let trailingSlash = DialectSwitch(
    "trailing_slash", .flag, "addresses we make end in /; without it they are as announced", ["P-25"],
    .applied("a call is redirected to the same address with or without the slash"))

  package static let announcedSlash = DialectSwitch(
    "announced_slash", .flag, "addresses of ours that version details tell them end in /", ["P-25"],
    .applied("a call's path is glued to an address of ours: receiver/tokensNL/…"), default: "false")

  package static let authorizeMethod = DialectSwitch(
    "authorize_method", .choice(["POST", "PUT"]), "method of real-time authorisation", ["P-22"],
    .applied("POST is answered with 405 and PUT is not"), default: "POST")

  package static let patchSupported = DialectSwitch(
    "patch_supported", .flag, "they take PATCH; without it the whole object is PUT", ["P-64"],
    .applied("PATCH is answered with 405 or 501"), default: "true")

  package static let deleteStyle = DialectSwitch(
    "delete_style", .choice(["delete", "put-ended", "none"]),
    "how the end of a tariff is told: DELETE, PUT with end_date_time, or not at all", ["TAR-05"],
    .applied("DELETE is answered with 405 or 501: put-ended"), default: "delete")

  package static let noGet = DialectSwitch(
    "no_get", .list(.choice(FieldTable.modules)),
    "modules whose lists they do not serve; they are not pulled",
    ["TR-10"], .proposed("GET of a list is answered with 405 or 501"))

  package static let versionListShape = DialectSwitch(
    "version_list_shape", .choice(["list", "wrapped", "single"]),
    "versions come as a list, as {\"versions\":[…]}, or as one object", ["P-23"],
    .applied("GET versions has that shape"), default: "list")

  package static let paging = DialectSwitch(
    "paging", .choice(["auto", "link-only", "offset", "hash"]),
    "how lists go on: by Link with offset as a stand-in, by Link alone, by offset until nothing comes, or by offset "
      + "until a page repeats", ["P-41", "P-42"],
    .applied("Link is missing although more is announced, or it loops or leads elsewhere: offset"),
    default: "auto")

  package static let totalCountHeader = DialectSwitch(
    "total_count_header", .flag, "X-Total-Count can be believed", ["P-43"],
    .applied("the header is missing, or smaller than what came"), default: "true")

  package static let dateFrom = DialectSwitch(
    "date_from", .flag, "lists know date_from; without it every pull is full", ["P-44"],
    .proposed("a list is refused with date_from and answered without"), default: "true")

  package static let objectInList = DialectSwitch(
    "object_in_list", .flag, "one object comes in a list of one", ["P-23"],
    .applied("an answer or a pushed body has that shape"), default: "false")

  package static let listAsObject = DialectSwitch(
    "list_as_object", .flag, "a list of one comes as the object alone", ["P-23"],
    .applied("a page has that shape"), default: "false")

  package static let bareData = DialectSwitch(
    "bare_data", .flag, "answers come without the envelope; pushes answered so count as taken only when set",
    ["P-20", "P-23"], .applied("a GET is answered with the bare object or list"), default: "false")

  package static let errorsWithoutEnvelope = DialectSwitch(
    "errors_without_envelope", .flag, "errors come without the envelope, some with HTTP 200", ["P-20"],
    .applied("an error of HTTP, or {\"error\":…} with 200, has no status_code"), default: "false")

  package static let emptyBodyOK = DialectSwitch(
    "empty_body_ok", .flag, "an empty answer to a push means that it was taken; 204 always does",
    ["P-23", "P-90"], .proposed("a push is answered with 200 and nothing"), default: "false")

  package static let status2004Means429 = DialectSwitch(
    "status_2004_means_429", .flag, "2004 means too many requests, but in answer to authorise", ["TR-92"],
    .applied("a list is answered with 2004"), default: "false")
}

extension DialectSwitch {
  package static let dateFormat = DialectSwitch(
    "date_format", .choice(["any", "strict"]),
    "dates without Z, with offset or with odd fractions are read as UTC, or their object is refused",
    ["P-68"], .applied("a date has no permitted form"), default: "any")

  package static let numbersAsStrings = DialectSwitch(
    "numbers_as_strings", .flag,
    "numbers come in quotes, in objects that are not about money", ["P-67"],
    .applied("a number comes in quotes"), default: "false")

  package static let moneyAsStrings = DialectSwitch(
    "money_as_strings", .flag,
    "numbers come in quotes in tariffs and other money objects too; each is counted",
    ["P-67"], .proposed("a number in quotes holds a money object back"), default: "false")

  package static let maxString = DialectSwitch(
    "max_string.*", .integer(1...10_000),
    "longest text of a field such as \"location.address\": of theirs that we take, of ours that we send (cut)",
    ["P-73", "P-130"], .proposed("a text is longer than OCPI allows; up to eight times that is taken"))

  package static let tolerate = DialectSwitch(
    "tolerate", .list(.text(60)),
    "optional fields such as \"location.opening_times\" that are left out when they cannot be read, instead of "
      + "holding the object back; never in money objects", ["P-74"])

  package static let rename = DialectSwitch(
    "rename.*", .text(60), "their word for a field of ours, when we read", ["TR-75"])

  package static let missingLastUpdated = DialectSwitch(
    "missing_last_updated", .flag, "a PATCH without last_updated is stamped on arrival instead of refused",
    ["P-62"], .proposed("a PATCH lacks last_updated"), default: "false")

  package static let wrappedPushes = DialectSwitch(
    "wrapped_pushes", .flag, "pushed bodies come in an envelope", ["P-110"],
    .applied("a pushed body has that shape"), default: "false")

  package static let tariffInlineOnConnector = DialectSwitch(
    "tariff_inline_on_connector", .flag, "connectors hold whole tariffs, which are taken as pulled tariffs",
    ["P-79"], .proposed("a connector holds tariffs"), default: "false")

  package static let caseSensitiveIDs = DialectSwitch(
    "case_sensitive_ids", .flag,
    "ids that differ by case alone are two objects: the second is held back instead of taken for the first",
    ["P-69", "TR-69"],
    .proposed("two ids of one page differ by case alone"), default: "false")

  package static let nullFields = DialectSwitch(
    "null_fields", .choice(["omit", "null"]), "absent fields of ours are left out, or written as null and []",
    ["TR-74"], default: "omit")

  package static let dateFractions = DialectSwitch(
    "date_fractions", .choice(["as-is", "none", "three"]), "fraction digits of the dates we write", ["P-68"],
    default: "as-is")

  package static let idPrefix = DialectSwitch(
    "id_prefix", .text(20), "stands before the ids of our locations there", ["P-60"])

  package static let tariffChange = DialectSwitch(
    "tariff_change", .choice(["dated-pair", "same-id"]), "how a new price is announced", [],
    default: "dated-pair")

  package static let credit = DialectSwitch(
    "credit", .choice(["credit-cdr", "cdr-revision", "invoice-only"]), "how CDRs are credited", ["P-93"])
}
