import Testing

@testable import partnerctl

/// The documentation of the library and the programs in it.
@Suite(.timeLimit(.minutes(3))) struct LibraryDocumentationTests {
  @Test(
    "the example and the programs of the tutorials compile against the public interface, and DocC has nothing to say"
  )
  func documentation() throws {
    let (status, text) = try run("api.sh")
    #expect(status == 0, "\(text.suffix(2000))")
  }

  @Test("the example is built in another folder, linked with the library, and prices a session there")
  func example() throws {
    let (status, text) = try run("example.sh")
    #expect(status == 0, "\(text.suffix(2000))")
    #expect(text.contains("31.417 kWh at acme: 17.97 EUR net, rule *\n"), "\(text)")
  }

  /// Runs a script of Tests/Docs over what is built, into a folder of its own.
  private func run(_ script: String) throws -> (status: Int32, text: String) {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let products = BuiltProgram.path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    let folder = TestFolder()
    let child = try ChildProcess(
      "/bin/bash",
      ["-c", "\"$0\" \"$1\" \"$2\" 2>&1", "\(root)/Tests/Docs/\(script)", products, folder.path + "/out"])
    let (status, output) = try child.finish()
    return (status, String(decoding: output, as: UTF8.self))
  }
}
