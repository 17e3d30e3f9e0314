import Testing

@testable import partnerctl

/// The documentation of the library and the programs in it.
@Suite(.timeLimit(.minutes(3))) struct LibraryDocumentationTests {
  @Test(
    "the example and the programs of the tutorials compile against the public interface, and DocC has nothing to say"
  )
  func documentation() throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let products = BuiltProgram.path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    let folder = TestFolder()
    let script = try ChildProcess(
      "/bin/bash",
      ["-c", "\"$0\" \"$1\" \"$2\" 2>&1", "\(root)/Tests/Docs/api.sh", products, folder.path + "/docs"])
    let (status, output) = try script.finish()
    #expect(status == 0, "\(String(decoding: output, as: UTF8.self).suffix(2000))")
  }
}
