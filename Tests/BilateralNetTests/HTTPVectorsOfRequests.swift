private let longPath = "/" + String(repeating: "a", count: 8300)
private let longValue = String(repeating: "v", count: 17_000)

let requestVectors: [HTTPVector] =
  wellFormed + requestLines + hosts + fieldLines + lengths + chunks + connections

private let wellFormed: [HTTPVector] = [
  .init("GET", "GET / HTTP/1.1\nHost: a\n\n", "GET /"),
  .init("path and query", "GET /a/b?c=d&e=%20 HTTP/1.1\nHost: a\n\n", "GET /a/b?c=d&e=%20"),
  .init(
    "every character of a path", "GET /-._~!$&'()*+,;=:@%2F HTTP/1.1\nHost: a\n\n",
    "GET /-._~!$&'()*+,;=:@%2F"),
  .init("empty segments", "GET //a//b HTTP/1.1\nHost: a\n\n", "GET //a//b"),
  .init("question mark in a query", "GET /?a?b/c HTTP/1.1\nHost: a\n\n", "GET /?a?b/c"),
  .init("POST with a length", "POST /x HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello", "POST /x=hello"),
  .init("length 0", "POST /x HTTP/1.1\nHost: a\nContent-Length: 0\n\n", "POST /x"),
  .init(
    "length with leading zeros", "PUT /x HTTP/1.1\nHost: a\nContent-Length: 0005\n\nhello", "PUT /x=hello"),
  .init("no length means no body", "POST /x HTTP/1.1\nHost: a\n\n", "POST /x"),
  .init("HEAD", "HEAD / HTTP/1.1\nHost: a\n\n", "HEAD /"),
  .init("DELETE with a body", "DELETE /x HTTP/1.1\nHost: a\nContent-Length: 1\n\nz", "DELETE /x=z"),
  .init("PATCH", "PATCH /x HTTP/1.1\nHost: a\nContent-Length: 2\n\n{}", "PATCH /x={}"),
  .init("OPTIONS of the server", "OPTIONS * HTTP/1.1\nHost: a\n\n", "OPTIONS *"),
  .init("absolute form", "GET http://b.example/x?y HTTP/1.1\nHost: a\n\n", "GET http://b.example/x?y"),
  .init("absolute form without a path", "GET http://b HTTP/1.1\nHost: a\n\n", "GET http://b"),
  .init("absolute https form", "GET https://b:8443/x HTTP/1.1\nHost: b\n\n", "GET https://b:8443/x"),
  .init("field names without case", "POST / HTTP/1.1\nhOsT: a\ncontent-LENGTH: 1\n\nx", "POST /=x"),
  .init("no space after the colon", "GET / HTTP/1.1\nHost:a\n\n", "GET /"),
  .init("tabs and spaces around a value", "GET / HTTP/1.1\nHost:\t a \t\nX: \n\n", "GET /"),
  .init("empty value", "GET / HTTP/1.1\nHost: a\nX:\n\n", "GET /"),
  .init("bytes above ASCII in a value", "GET / HTTP/1.1\nHost: a\nX: caf\u{e9}\n\n", "GET /"),
  .init("every character of a field name", "GET / HTTP/1.1\nHost: a\n!#$%&'*+-.^_`|~09aZ: b\n\n", "GET /"),
  .init("colon within a value", "GET / HTTP/1.1\nHost: a\nX: b:c\n\n", "GET /"),
  .init("one empty line before", "\nGET / HTTP/1.1\nHost: a\n\n", "GET /"),
  .init("unfinished head", "GET / HTTP/1.1\nHost: a\n", ""),
  .init("unfinished body", "POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhell", ""),
  .init("higher minor version", "GET / HTTP/1.2\nHost: a\n\n", "GET /"),
]

private let requestLines: [HTTPVector] = [
  .init("two empty lines before", "\n\nGET / HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("space before the method", " GET / HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("two spaces after the method", "GET  / HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("two spaces before the version", "GET /  HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("space at the end", "GET / HTTP/1.1 \nHost: a\n\n", "400 | closed"),
  .init("tab for a space", "GET\t/ HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("space in the target", "GET /a b HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("no version", "GET /\nHost: a\n\n", "400 | closed"),
  .init("method alone", "GET\n\n", "400 | closed"),
  .init("no target", "GET HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("lower-case version", "GET / http/1.1\nHost: a\n\n", "400 | closed"),
  .init("version without minor", "GET / HTTP/1\nHost: a\n\n", "400 | closed"),
  .init("version of two digits", "GET / HTTP/1.10\nHost: a\n\n", "400 | closed"),
  .init("version with a comma", "GET / HTTP/1,1\nHost: a\n\n", "400 | closed"),
  .init("version with a sign", "GET / HTTP/+1.1\nHost: a\n\n", "400 | closed"),
  .init("another protocol", "GET / ICY/1.1\nHost: a\n\n", "400 | closed"),
  .init("version 0.9", "GET / HTTP/0.9\nHost: a\n\n", "505 | closed"),
  .init("version 2.0", "GET / HTTP/2.0\nHost: a\n\n", "505 | closed"),
  .init("the preface of HTTP/2", "PRI * HTTP/2.0\n\nSM\n\n", "505 | closed"),
  .init("version 3.0", "GET / HTTP/3.0\nHost: a\n\n", "505 | closed"),
  .init("unknown method", "BREW / HTTP/1.1\nHost: a\n\n", "501 | closed"),
  .init("lower-case method", "get / HTTP/1.1\nHost: a\n\n", "501 | closed"),
  .init("CONNECT", "CONNECT a:443 HTTP/1.1\nHost: a:443\n\n", "501 | closed"),
  .init("TRACE", "TRACE / HTTP/1.1\nHost: a\n\n", "501 | closed"),
  .init("method that is no token", "G(T / HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("method with a high byte", "G\u{c9}T / HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("fragment in the target", "GET /a#b HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("relative target", "GET a/b HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("asterisk for GET", "GET * HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("asterisk with more", "OPTIONS *a HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("user name in the absolute form", "GET http://u:p@b/ HTTP/1.1\nHost: b\n\n", "400 | closed"),
  .init("absolute form without a host", "GET http:///x HTTP/1.1\nHost: b\n\n", "400 | closed"),
  .init("absolute form of another scheme", "GET ftp://b/ HTTP/1.1\nHost: b\n\n", "400 | closed"),
  .init("broken percent-encoding", "GET /%zz HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("percent at the end", "GET /a% HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("percent-encoding cut by the query", "GET /a%2?0 HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("backslash in the target", "GET /a\\b HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("quote in the target", "GET /a\"b HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("angle brackets in the query", "GET /?<a> HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("high byte in the target", "GET /\u{e9} HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("NUL in the target", "GET /␀ HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("DEL in the target", "GET /\u{7f} HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("TLS on a plain port", "\u{16}\u{3}\u{1}\u{2}␀\u{1}", "400 | closed"),
  .init("bare LF after the request line", "GET / HTTP/1.1␊Host: a\n\n", "400 | closed"),
  .init("bare CR in the request line", "GET /␍ HTTP/1.1\nHost: a\n\n", "400 | closed"),
  .init("CR CR LF", "GET / HTTP/1.1␍\nHost: a\n\n", "400 | closed"),
  .init("bare LF before the request", "␊GET / HTTP/1.1\nHost: a\n\n", "400 | closed"),
]

private let hosts: [HTTPVector] = [
  .init("host with a port", "GET / HTTP/1.1\nHost: a.example:8443\n\n", "GET /"),
  .init("host with an empty port", "GET / HTTP/1.1\nHost: a:\n\n", "GET /"),
  .init("IPv4 host", "GET / HTTP/1.1\nHost: 127.0.0.1:80\n\n", "GET /"),
  .init("IPv6 host", "GET / HTTP/1.1\nHost: [::1]:80\n\n", "GET /"),
  .init("no host", "GET / HTTP/1.1\n\n", "400 | closed"),
  .init("empty host", "GET / HTTP/1.1\nHost:\n\n", "400 | closed"),
  .init("two hosts", "GET / HTTP/1.1\nHost: a\nHost: b\n\n", "400 | closed"),
  .init("the same host twice", "GET / HTTP/1.1\nHost: a\nhost: a\n\n", "400 | closed"),
  .init("list of hosts", "GET / HTTP/1.1\nHost: a, b\n\n", "400 | closed"),
  .init("host with a path", "GET / HTTP/1.1\nHost: a/b\n\n", "400 | closed"),
  .init("host with a user name", "GET / HTTP/1.1\nHost: u@a\n\n", "400 | closed"),
  .init("host with a space", "GET / HTTP/1.1\nHost: a b\n\n", "400 | closed"),
  .init("host with a port that is no number", "GET / HTTP/1.1\nHost: a:x\n\n", "400 | closed"),
  .init("host with a port above 65535", "GET / HTTP/1.1\nHost: a:65536\n\n", "400 | closed"),
  .init("host with a signed port", "GET / HTTP/1.1\nHost: a:+80\n\n", "400 | closed"),
  .init("IPv6 host without brackets", "GET / HTTP/1.1\nHost: ::1\n\n", "400 | closed"),
  .init("IPv6 host not closed", "GET / HTTP/1.1\nHost: [::1\n\n", "400 | closed"),
  .init("short form of IPv4", "GET / HTTP/1.1\nHost: 127.1\n\n", "400 | closed"),
  .init("hexadecimal IPv4", "GET / HTTP/1.1\nHost: 0x7f000001\n\n", "400 | closed"),
  .init("absolute form without a Host field", "GET http://b/ HTTP/1.1\n\n", "400 | closed"),
]

private let fieldLines: [HTTPVector] = [
  .init("space before the colon", "GET / HTTP/1.1\nHost : a\n\n", "400 | closed"),
  .init("tab before the colon", "GET / HTTP/1.1\nHost: a\nX\t: b\n\n", "400 | closed"),
  .init("space before the first name", "GET / HTTP/1.1\n Host: a\n\n", "400 | closed"),
  .init("folded field", "GET / HTTP/1.1\nHost: a\nX: b\n c\n\n", "400 | closed"),
  .init("folded by a tab", "GET / HTTP/1.1\nHost: a\nX: b\n\tc\n\n", "400 | closed"),
  .init("folded framing", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding:\n chunked\n\n0\n\n", "400 | closed"),
  .init("line of a space", "GET / HTTP/1.1\nHost: a\n \n\n", "400 | closed"),
  .init("no colon", "GET / HTTP/1.1\nHost: a\nX\n\n", "400 | closed"),
  .init("empty name", "GET / HTTP/1.1\nHost: a\n: b\n\n", "400 | closed"),
  .init("space within a name", "GET / HTTP/1.1\nHost: a\nX Y: b\n\n", "400 | closed"),
  .init("high byte in a name", "GET / HTTP/1.1\nHost: a\nX\u{e9}: b\n\n", "400 | closed"),
  .init("parenthesis in a name", "GET / HTTP/1.1\nHost: a\nX(Y: b\n\n", "400 | closed"),
  .init("NUL in a name", "GET / HTTP/1.1\nHost: a\nX␀: b\n\n", "400 | closed"),
  .init("NUL in a value", "GET / HTTP/1.1\nHost: a\nX: b␀c\n\n", "400 | closed"),
  .init("control character in a value", "GET / HTTP/1.1\nHost: a\nX: b\u{1}c\n\n", "400 | closed"),
  .init("DEL in a value", "GET / HTTP/1.1\nHost: a\nX: b\u{7f}c\n\n", "400 | closed"),
  .init("bare CR in a value", "GET / HTTP/1.1\nHost: a\nX: b␍Y: c\n\n", "400 | closed"),
  .init("bare LF in a value", "GET / HTTP/1.1\nHost: a\nX: b␊Y: c\n\n", "400 | closed"),
  .init("head ended by bare LF", "GET / HTTP/1.1\nHost: a\n␊", "400 | closed"),
  .init("head ended by CR alone", "GET / HTTP/1.1\nHost: a\n␍X", "400 | closed"),
]

private let lengths: [HTTPVector] = [
  .init("length with a plus", "POST / HTTP/1.1\nHost: a\nContent-Length: +5\n\nhello", "400 | closed"),
  .init("negative length", "POST / HTTP/1.1\nHost: a\nContent-Length: -5\n\nhello", "400 | closed"),
  .init("length with a space", "POST / HTTP/1.1\nHost: a\nContent-Length: 5 5\n\nhello", "400 | closed"),
  .init("hexadecimal length", "POST / HTTP/1.1\nHost: a\nContent-Length: 0x5\n\nhello", "400 | closed"),
  .init("length with a fraction", "POST / HTTP/1.1\nHost: a\nContent-Length: 5.0\n\nhello", "400 | closed"),
  .init(
    "length with an underscore", "POST / HTTP/1.1\nHost: a\nContent-Length: 1_0\n\nhello", "400 | closed"),
  .init("empty length", "POST / HTTP/1.1\nHost: a\nContent-Length:\n\nhello", "400 | closed"),
  .init(
    "length beyond 64 bits", "POST / HTTP/1.1\nHost: a\nContent-Length: 18446744073709551621\n\n",
    "400 | closed"),
  .init("length in other digits", "POST / HTTP/1.1\nHost: a\nContent-Length: \u{b2}\n\n", "400 | closed"),
  .init(
    "two different lengths", "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nContent-Length: 6\n\n",
    "400 | closed"),
  .init(
    "the same length twice", "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nContent-Length: 5\n\n",
    "400 | closed"),
  .init("list of lengths", "POST / HTTP/1.1\nHost: a\nContent-Length: 5, 5\n\nhello", "400 | closed"),
  .init("body above the limit", "POST / HTTP/1.1\nHost: a\nContent-Length: 1001\n\n", "413 | closed"),
  .init(
    "enormous length", "POST / HTTP/1.1\nHost: a\nContent-Length: 999999999999999999\n\n", "413 | closed"),
  .init(
    "length and chunked", "POST / HTTP/1.1\nHost: a\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n",
    "400 | closed"),
  .init(
    "chunked and length", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nContent-Length: 0\n\n0\n\n",
    "400 | closed"),
  .init("chunked in HTTP/1.0", "POST / HTTP/1.0\nTransfer-Encoding: chunked\n\n0\n\n", "400 | closed"),
  .init(
    "chunked twice", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked, chunked\n\n0\n\n", "400 | closed"),
  .init(
    "chunked in two lines",
    "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n0\n\n",
    "400 | closed"),
  .init("identity", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: identity\n\n", "400 | closed"),
  .init(
    "chunked, identity", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked, identity\n\n0\n\n",
    "400 | closed"),
  .init("xchunked", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: xchunked\n\n0\n\n", "400 | closed"),
  .init(
    "quoted chunked", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: \"chunked\"\n\n0\n\n", "400 | closed"),
  .init(
    "chunked with a parameter", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked;a=b\n\n0\n\n",
    "400 | closed"),
  .init(
    "chunked with a comma", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked,\n\n0\n\n", "400 | closed"),
  .init(
    "comma before chunked", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: ,chunked\n\n0\n\n", "400 | closed"),
  .init("empty transfer encoding", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding:\n\n0\n\n", "400 | closed"),
  .init(
    "vertical tab before chunked", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: \u{b}chunked\n\n",
    "400 | closed"),
  .init("gzip alone", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip\n\n", "400 | closed"),
  .init(
    "gzip, chunked", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n\n0\n\n", "501 | closed"),
]

private func chunked(_ name: String, _ body: String, _ outcome: String, end: Bool = false) -> HTTPVector {
  HTTPVector(name, "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: Chunked\n\n" + body, outcome, end: end)
}

private let chunks: [HTTPVector] = [
  chunked("chunks", "5\nhello\n1\n!\n0\n\n", "POST /=hello!"),
  chunked(
    "chunk sizes in both cases", "a\n0123456789\nB\n0123456789a\n0\n\n", "POST /=01234567890123456789a"),
  chunked("chunk size with leading zeros", "0005\nhello\n000\n\n", "POST /=hello"),
  chunked("data that looks like a chunk", "5\n0\n\n\n0\n\n", "POST /=0\r\n\r\n"),
  chunked("extension", "5;a\nhello\n0;b=c\n\n", "POST /=hello"),
  chunked("quoted extension", "5;a=\"b;c\\\"\"\nhello\n0\n\n", "POST /=hello"),
  chunked("trailer", "5\nhello\n0\nX-Check: 1\n\n", "POST /=hello"),
  chunked("request after chunks", "1\nx\n0\n\nGET /2 HTTP/1.1\nHost: a\n\n", "POST /=x | GET /2"),
  chunked("unfinished chunk", "5\nhell", ""),
  chunked("last chunk without its empty line", "1\nx\n0\n", ""),
  chunked("chunk size with 0x", "0x5\nhello\n0\n\n", "400 | closed"),
  chunked("chunk size with a sign", "+5\nhello\n0\n\n", "400 | closed"),
  chunked("negative chunk size", "-1\nhello\n0\n\n", "400 | closed"),
  chunked("chunk size with a space after", "5 \nhello\n0\n\n", "400 | closed"),
  chunked("chunk size with a space before", " 5\nhello\n0\n\n", "400 | closed"),
  chunked("chunk size with a tab", "5\t\nhello\n0\n\n", "400 | closed"),
  chunked("chunk size with an underscore", "1_0\nhello\n0\n\n", "400 | closed"),
  chunked("empty chunk size", "\nhello\n0\n\n", "400 | closed"),
  chunked("no chunk size before an extension", ";a\nhello\n0\n\n", "400 | closed"),
  chunked("chunk size of 2^64 + 5", "10000000000000005\nhello\n0\n\n", "400 | closed"),
  chunked("chunk size above 63 bits", "8000000000000000\n", "400 | closed"),
  chunked("chunk size of many zeros", String(repeating: "0", count: 40) + "5\nhello\n0\n\n", "400 | closed"),
  chunked("chunk size that is no number", "five\nhello\n0\n\n", "400 | closed"),
  chunked("chunk data too long", "4\nhello\n0\n\n", "400 | closed"),
  chunked("chunk data too short", "6\nhello\n0\n\n", "400 | closed"),
  chunked("chunk data without CR LF", "5\nhello0\n\n", "400 | closed"),
  chunked("chunk size ended by bare LF", "5␊hello\n0\n\n", "400 | closed"),
  chunked("chunk data ended by bare LF", "5\nhello␊0\n\n", "400 | closed"),
  chunked("chunk data ended by bare CR", "5\nhello␍0\n\n", "400 | closed"),
  chunked("bare LF in an extension", "5;a␊hello\n0\n\n", "400 | closed"),
  chunked("bare CR in an extension", "5;a␍b\nhello\n0\n\n", "400 | closed"),
  chunked("NUL in an extension", "5;a␀\nhello\n0\n\n", "400 | closed"),
  chunked("extension without a name", "5;\nhello\n0\n\n", "400 | closed"),
  chunked("extension without a value", "5;a=\nhello\n0\n\n", "400 | closed"),
  chunked("space before an extension", "5 ;a\nhello\n0\n\n", "400 | closed"),
  chunked("extension with an open quote", "5;a=\"b\nhello\n0\n\n", "400 | closed"),
  chunked("trailer that changes the length", "1\nx\n0\nContent-Length: 9\n\n", "400 | closed"),
  chunked("trailer that changes the coding", "1\nx\n0\nTransfer-Encoding: chunked\n\n", "400 | closed"),
  chunked("trailer that changes the host", "1\nx\n0\nHost: b\n\n", "400 | closed"),
  chunked("trailer that authenticates", "1\nx\n0\nAuthorization: Token b\n\n", "400 | closed"),
  chunked("folded trailer", "1\nx\n0\nX: a\n b\n\n", "400 | closed"),
  chunked("trailer without a colon", "1\nx\n0\nX\n\n", "400 | closed"),
  chunked("chunks above the limit", "3e9\n" + String(repeating: "x", count: 1001), "413 | closed"),
  chunked("input ends within a chunk", "5\nhel", "400 | closed", end: true),
  chunked("input ends before the last chunk", "5\nhello\n", "400 | closed", end: true),
]

private let connections: [HTTPVector] = [
  .init(
    "pipelined requests",
    "GET /1 HTTP/1.1\nHost: a\n\nPOST /2 HTTP/1.1\nHost: a\nContent-Length: 2\n\nokGET /3 HTTP/1.1\nHost: a\n\n",
    "GET /1 | POST /2=ok | GET /3"),
  .init(
    "nothing after close", "GET /1 HTTP/1.1\nHost: a\nConnection: close\n\nGET /2 HTTP/1.1\nHost: a\n\n",
    "GET /1 | closed"),
  .init(
    "close among options", "GET / HTTP/1.1\nHost: a\nConnection: keep-alive, Close\n\n", "GET / | closed"),
  .init(
    "bad request after a good one", "GET /1 HTTP/1.1\nHost: a\n\nGET /2\n\n", "GET /1 | 400 | closed"),
  .init(
    "length shorter than the body", "POST /1 HTTP/1.1\nHost: a\nContent-Length: 1\n\nxyz\n\n",
    "POST /1=x | 400 | closed"),
  .init("HTTP/1.0", "GET / HTTP/1.0\n\n", "GET / | closed"),
  .init("HTTP/1.0 with a host", "GET / HTTP/1.0\nHost: a\n\n", "GET / | closed"),
  .init("HTTP/1.0 that keeps alive", "GET / HTTP/1.0\nConnection: keep-alive\n\n", "GET /"),
  .init("HTTP/1.0 with two hosts", "GET / HTTP/1.0\nHost: a\nHost: a\n\n", "400 | closed"),
  .init("HTTP/1.0 with a body", "POST / HTTP/1.0\nContent-Length: 2\n\nhi", "POST /=hi | closed"),
  .init("half-close after the request", "GET / HTTP/1.1\nHost: a\n\n", "GET / | closed", end: true),
  .init("end without a request", "", "closed", end: true),
  .init("end within a head", "GET / HTTP/1.1\nHost", "400 | closed", end: true),
  .init("end within a body", "POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhe", "400 | closed", end: true),
  .init(
    "100-continue", "POST / HTTP/1.1\nHost: a\nExpect: 100-Continue\nContent-Length: 2\n\n", "100"),
  .init(
    "100-continue without a body", "POST / HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 0\n\n",
    "POST /"),
  .init(
    "100-continue above the limit",
    "POST / HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 1001\n\n",
    "413 | closed"),
  .init("another expectation", "GET / HTTP/1.1\nHost: a\nExpect: tea\n\n", "417 | closed"),
  .init("expectations of HTTP/1.0 mean nothing", "GET / HTTP/1.0\nExpect: tea\n\n", "GET / | closed"),
  .init(
    "upgrades are not followed", "GET / HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: h2c\n\n", "GET /"),
]
