import BilateralNet
import Testing

@Suite struct HTTPURLTests {
  @Test(arguments: [
    ("https://a.example/ocpi/versions", "https://a.example/ocpi/versions"),
    ("HTTPS://A.Example:443", "https://a.example/"),
    ("http://a:8080?x=1", "http://a:8080/?x=1"),
    ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
    ("https://127.0.0.1/a%2Fb", "https://127.0.0.1/a%2Fb"),
  ])
  func `partners' URLs are read strictly and printed back`(text: String, printed: String) throws {
    #expect(try HTTPURL(text).description == printed)
  }

  @Test(arguments: [
    ("/ocpi", HTTPURLError.notAbsolute), ("a.example/ocpi", .notAbsolute), ("https:/a", .notAbsolute),
    ("ftp://a/", .scheme), ("file:///etc/passwd", .scheme), ("https://u:p@a/", .userName),
    ("https://a@b/", .userName), ("https:///x", .host), ("https://a:0/", .host), ("https://a:99999/", .host),
    ("https://127.1/", .host), ("https://0x7f.1/", .host), ("https://2130706433/", .host),
    ("https://[::1/", .host), ("https://[fe80::1%25eth0]/", .host), ("https://a..b/", .host),
    ("https://ä.example/", .host), ("https://a b/", .host), ("https://a\\b/", .host),
    ("https://a.example./", .host),
    ("https://a/#x", .fragment), ("https://a/b c", .characters), ("https://a/%zz", .characters),
    ("https://a/\r\nX:", .characters), ("https://a/\\x", .characters), ("https://a/?é", .characters),
  ])
  func `what can be misread is refused`(text: String, error: HTTPURLError) {
    #expect(throws: error) { try HTTPURL(text) }
  }

  @Test(
    "TR-90 P-26 ids are encoded as one segment and decoded exactly once",
    arguments: [
      ("a/b", "a%2Fb"), ("a b", "a%20b"), ("a+b", "a%2Bb"), ("a*#", "a%2A%23"), ("%2F", "%252F"),
      ("é", "%C3%A9"), ("~", "~"),
    ])
  func segments(id: String, encoded: String) throws {
    let url = try HTTPURL("https://a/x").appending(segments: [id])
    #expect(url.path == "/x/" + encoded)
    #expect(HTTPURL.decoded(encoded) == id)
  }

  @Test(
    "TR-91 endpoint and segments are joined with exactly one slash",
    arguments: [
      ("https://a/x", "https://a/x/y/z"), ("https://a/x/", "https://a/x/y/z"), ("https://a", "https://a/y/z"),
      ("https://a/x?q", "https://a/x/y/z"),
    ])
  func joining(endpoint: String, joined: String) throws {
    #expect(try HTTPURL(endpoint).appending(segments: ["y", "z"]).description == joined)
  }

  @Test(arguments: ["%", "%2", "%zz", "%00", "%0a", "%ff"])
  func `what does not decode to text is refused`(text: String) {
    #expect(HTTPURL.decoded(text) == nil)
  }

  @Test(arguments: [
    ("?offset=50", "https://a:1/b/c?offset=50"), ("/x", "https://a:1/x"), ("d", "https://a:1/b/d"),
    ("../d/./e", "https://a:1/d/e"), ("../../../d", "https://a:1/d"), ("//h/x", "https://h/x"),
    ("", "https://a:1/b/c?q"),
    ("http://h", "http://h/"), ("..", "https://a:1/"), ("a/../", "https://a:1/b/"),
    ("//h/x/../y", "https://h/y"), ("http://h/a/../b/.", "http://h/b/"),
  ])
  func `a Link reference is resolved against the request's URL`(reference: String, resolved: String) throws {
    #expect(try HTTPURL("https://a:1/b/c?q").resolving(reference).description == resolved)
  }

  @Test func `parameters are added to the query`() throws {
    let url = try HTTPURL("https://a/x?y=1").appending(query: [
      ("date_from", "2026-01-01T00:00:00Z"), ("a b", "&"),
    ])
    #expect(url.target == "/x?y=1&date_from=2026-01-01T00%3A00%3A00Z&a%20b=%26")
  }
}
