let responseVectors: [HTTPVector] = bodies + statusLines + responseFields + endings

private let bodies: [HTTPVector] = [
  .init("response with a length", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "200 =hello reusable"),
  .init("response of length 0", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "200 reusable"),
  .init(
    "response in chunks", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n",
    "200 =hello reusable"),
  .init("response until the close", "HTTP/1.1 200 OK\n\nhello", "200 =hello closed", end: true),
  .init("empty response until the close", "HTTP/1.1 200 OK\n\n", "200 closed", end: true),
  .init("204", "HTTP/1.1 204 No Content\n\n", "204 reusable"),
  .init("204 with length 0", "HTTP/1.1 204 No Content\nContent-Length: 0\n\n", "204 reusable"),
  .init("304 with a length", "HTTP/1.1 304 Not Modified\nContent-Length: 5\n\n", "304 reusable"),
  .init(
    "interim responses", "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: x\n\nHTTP/1.1 204 \n\n",
    "204 reusable"),
  .init("response incomplete", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhell", "200"),
]

private let statusLines: [HTTPVector] = [
  .init("no reason but its space", "HTTP/1.1 204 \n\n", "204 reusable"),
  .init("no reason and no space", "HTTP/1.1 204\n\n", "204 reusable"),
  .init("reason with high bytes", "HTTP/1.1 204 caf\u{e9}\n\n", "204 reusable"),
  .init("unknown status", "HTTP/1.1 799 What\nContent-Length: 0\n\n", "799 reusable"),
  .init("HTTP/1.0 response", "HTTP/1.0 200 OK\nContent-Length: 1\n\nx", "200 =x closed"),
  .init(
    "HTTP/1.0 response that keeps alive", "HTTP/1.0 200 OK\nConnection: keep-alive\nContent-Length: 1\n\nx",
    "200 =x reusable"),
  .init("status of two digits", "HTTP/1.1 20 OK\n\n", "malformedStatusLine"),
  .init("status of four digits", "HTTP/1.1 2000 OK\n\n", "malformedStatusLine"),
  .init("status 099", "HTTP/1.1 099 OK\n\n", "malformedStatusLine"),
  .init("status with a sign", "HTTP/1.1 +20 OK\n\n", "malformedStatusLine"),
  .init("two spaces before the status", "HTTP/1.1  200 OK\n\n", "malformedStatusLine"),
  .init("status line without status", "HTTP/1.1\n\n", "malformedStatusLine"),
  .init("response of HTTP/2.0", "HTTP/2.0 200 OK\n\n", "unsupportedVersion"),
  .init("response of another protocol", "ICY 200 OK\n\n", "malformedVersion"),
  .init("HTML for a response", "<html>\n", "malformedVersion"),
  .init("empty line before a response", "\nHTTP/1.1 200 OK\n\n", "emptyLine"),
  .init("bare LF in a response", "HTTP/1.1 200 OK␊Content-Length: 0\n\n", "bareLineFeed"),
  .init(
    "switching protocols unasked", "HTTP/1.1 101 Switching Protocols\nUpgrade: h2c\n\n", "unaskedUpgrade"),
  .init(
    "endless interim responses", String(repeating: "HTTP/1.1 102 Processing\n\n", count: 9), "tooManyInterim"),
]

private let responseFields: [HTTPVector] = [
  .init(
    "response with length and chunked", "HTTP/1.1 200 OK\nContent-Length: 5\nTransfer-Encoding: chunked\n\n",
    "lengthAndTransferEncoding"),
  .init(
    "response with two lengths", "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\n",
    "repeatedContentLength"),
  .init("response with a signed length", "HTTP/1.1 200 OK\nContent-Length: +5\n\n", "invalidContentLength"),
  .init("response with gzip", "HTTP/1.1 200 OK\nTransfer-Encoding: gzip\n\n", "invalidTransferEncoding"),
  .init(
    "response with gzip, chunked", "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n",
    "unsupportedTransferEncoding"),
  .init(
    "HTTP/1.0 response in chunks", "HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n",
    "transferEncodingBefore11"),
  .init("response with a folded field", "HTTP/1.1 200 OK\nX: a\n b\n\n", "foldedField"),
  .init("response with a space before the colon", "HTTP/1.1 200 OK\nX : a\n\n", "invalidFieldName"),
  .init("response with a NUL", "HTTP/1.1 200 OK\nX: a␀\n\n", "controlByte"),
  .init("response above the limit", "HTTP/1.1 200 OK\nContent-Length: 1001\n\n", "bodyTooLarge"),
  .init(
    "bad chunk in a response", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nz\n", "200 invalidChunkSize"),
]

private let endings: [HTTPVector] = [
  .init(
    "response that closes", "HTTP/1.1 200 OK\nConnection: close\nContent-Length: 1\n\nx", "200 =x closed"),
  .init("nothing came", "", "truncatedHead", end: true),
  .init("end within a response head", "HTTP/1.1 200 OK\nCont", "truncatedHead", end: true),
  .init(
    "end within a response body", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhe", "200 truncatedBody", end: true),
  .init(
    "end within response chunks", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n",
    "200 truncatedBody",
    end: true),
  .init("end between requests", "HTTP/1.1 204 \n\n", "204 reusable closed", end: true),
]
