import BilateralModel
import BilateralTerms

/// The words that inputs are made of, for libFuzzer's dictionaries.
enum Words {
  static func write(to folder: SeedFolder) throws {
    try folder.write("json", words: json + objects)
    try folder.write("toml", words: toml + partnerFile)
    try folder.write("http", words: http)
    try folder.write("text", words: text)
    try folder.write("document", words: document)
  }

  private static let json = [
    "{", "}", "[", "]", ":", ",", "\"", "\"\":", "true", "false", "null", "-", "0.", "e-9", "1E+99",
    "\\u0000",
    "\\ud83d", "\\ude00", "\\\"", "\\\\", "\u{feff}", "\u{2028}", "[[", "{\"a\":", "-0", "1e400",
    "123456789012345678901234567890",
  ]

  /// Names of members and the words of each list, in all versions.
  private static let objects: [String] = {
    let catalogue = WireCatalogue.all
    let names = catalogue.objects.flatMap { object in
      object.rows.flatMap { row in row.versions.values.map(\.name) }
    }
    return names.map { "\"\($0)\":" }
      + catalogue.words.flatMap { list in list.spellings.map { "\"\($0.text)\"" } }
      + ["\"2026-10-25T01:30:00Z\"", "\"2026-03-29T01:00:00.000Z\"", "\"00:00\"", "\"24:00\"", "\"23:59\""]
  }()

  private static let toml = [
    "=", "[", "]", "[[", "]]", "\"\"\"", "'''", "\"", "'", ".", ",", "{", "}", "#", "\n", "\r\n", "true",
    "false",
    "inf", "-nan", "0x", "0o7", "0b1", "1_000", "1e6", "1979-05-27T07:32:00Z", "1979-05-27", "07:32:00.5",
    "\\u00e9", "\\U0001f600", "\\\n", "a.b.c = 1\n", "\"\" = 1\n",
  ]

  /// Keys and headings of a partner file, and texts with units.
  private static let partnerFile: [String] = {
    let paths = FieldTable.partner.map { $0.path.replacing("[]", with: "") }
    let keys = paths.compactMap { $0.split(separator: ".").last.map { "\($0) = " } }
    let tables = paths.compactMap { path in path.lastIndex(of: ".").map { "[\(path[..<$0])]\n" } }
    let values = FieldTable.partner.compactMap(\.fallback).map { "\"\($0)\"" }
    return keys + tables + tables.map { "[\($0.dropLast())]\n" } + values + [
      "\"0.29 EUR/kWh\"", "\"0.10 EUR/min\"", "\"0.35 EUR/session\"", "\"8 %\"", "\"30 days\"", "\"22 kW\"",
      "\"250 MWh\"", "\"12.50 EUR\"", "\"200 requests/min\"", "\"NL-ACM:EMSP\"", "\"Mon-Fri 08:00-20:00\"",
      "2026-10-25",
    ]
  }()

  private static let http = [
    "HTTP/1.1", "HTTP/1.0", "\r\n", "\r\n\r\n", "GET / ", "POST /x ", "PUT /y ", "HEAD / ", "OPTIONS * ",
    "PATCH / ",
    "Host: a\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n",
    "Connection: keep-alive\r\n", "Expect: 100-continue\r\n", "0\r\n\r\n", "5\r\nhello\r\n", "a;x=y\r\n",
    ";n=\"v\"",
    "Trailer: x\r\n", "100 Continue\r\n\r\n", "204 No Content\r\n", "304 \r\n", "200 OK\r\n",
    "http://a.example/", ": ",
    "\t", "\u{0}", "%2F", "ffffffffffffffff\r\n", "00000000000000001\r\n", "gzip, ",
  ]

  private static let text = [
    "https://", "http://", "://", "[::1]", ":8443", "/../", "/./", "//", "?", "#", "@", "%2f", "%00", "%",
    "rel=next",
    "; rel=\"next\"", "<", ">", ", <", "Token ", "token ", "=", "==", "127.0.0.1", "0x7f", "::ffff:", "/32",
    "/128", "GMT",
    "T24:00:00Z", "+01:00", "-23:59", "e-64", "E64", ".", "-", "0000", "9999", "\r", "\u{0}", "\n", "é",
    "\u{301}", "😀",
  ]

  private static let document = [
    "<", "</", "/>", "<?", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#x", "&#", ";", ",", "\t", "\n",
    "\r\n", "\"\"",
    "cdr_id", "session_id", "net_original", "currency", "party", "start", "end", "kwh", "start_utc",
    "end_utc",
    "charging_seconds", "station", "zone", "power_type", "2026-10-25", "02:30", "EUR", "-", ".", "1e64",
    "Invoice",
    "CreditNote", "LegalMonetaryTotal", "TaxTotal", "TaxExclusiveAmount", "-----BEGIN CERTIFICATE-----\n",
    "-----END CERTIFICATE-----\n", "\"lines\":", "\"taxes\":", "\"control\":", "\"charges\":", "\"period\":",
  ]
}
