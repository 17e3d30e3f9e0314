import BilateralBase

extension ControlTransport {
  /// The same transport, telling on stderr what is asked (`-v`) and what is answered (`-vv`).
  func telling(_ invocation: Invocation) -> ControlTransport {
    let level = invocation.arguments.count("verbose")
    guard level > 0 else { return self }
    let talk = invocation.talk
    return ControlTransport {
      (request, socket, milliseconds, onBytes) throws(Failure) -> ControlAnswer in
      let body = level > 1 ? request.body.map { " " + $0.text } ?? "" : ""
      talk.print(talk.style.paint("> \(request.method) \(request.path)\(Cell.printable(body))", .dim))
      var lines = LineSplitter()
      let answer = try exchange(request, socket, milliseconds) { bytes in
        onBytes(bytes)
        guard level > 1 else { return }
        for line in lines.add(bytes) { Self.tell(line, talk) }
      }
      if level > 1 { Self.tell(lines.unfinished, talk) }
      talk.print(talk.style.paint("< HTTP \(answer.status)", .dim))
      return answer
    }
  }

  private static func tell(_ line: [UInt8], _ talk: Screen) {
    guard !line.isEmpty else { return }
    let text = Cell.printable(String(decoding: line.prefix(2000), as: UTF8.self))
    talk.print(talk.style.paint("< \(text)\(line.count > 2000 ? "…" : "")", .dim))
  }
}
