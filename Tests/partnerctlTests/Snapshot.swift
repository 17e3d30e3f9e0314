import Glibc
import Testing

@testable import partnerctl

/// Compares a text with its file in `Fixtures/snapshots`; `BILATERAL_UPDATE_SNAPSHOTS=1` writes the file.
func expectSnapshot(
  _ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let path = fixture("snapshots/\(name).txt")
  if getenv("BILATERAL_UPDATE_SNAPSHOTS") != nil { writeFile(path, text) }
  let expected = readFile(path) ?? ""
  #expect(text == expected, "\(name) differs from its snapshot", sourceLocation: sourceLocation)
}

/// A file below this folder's `Fixtures`.
func fixture(_ name: String) -> String {
  #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Fixtures/" + name
}

func readFile(_ path: String) -> String? {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  return (try? Descriptor.readAll(descriptor, named: path)).map { String(decoding: $0, as: UTF8.self) }
}

func writeFile(_ path: String, _ text: String) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  guard descriptor >= 0 else { return }
  defer { close(descriptor) }
  Descriptor.sink(descriptor).write(text)
}
