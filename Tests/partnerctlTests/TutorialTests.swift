import Testing

@testable import partnerctl

/// Pages of documentation that are typed word for word.
@Suite(.timeLimit(.minutes(3))) struct TutorialTests {
  @Test("every command of a page prints what the page says", arguments: ["docs/tutorial.md"])
  func page(_ name: String) throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let words = ["\(root)/Tests/Tutorial/run.py", BuiltProgram.path, "\(root)/\(name)"]
    // Without Python nothing is typed; the pages are tried wherever there is one.
    guard let typist = try? ChildProcess("python3", words) else { return }
    let (status, output) = try typist.finish()
    let said = String(decoding: output, as: UTF8.self)
    #expect(status == 0 && said.contains(" commands in "), "\(said.suffix(2000))")
  }
}
