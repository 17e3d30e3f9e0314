import BilateralBase

/// TOML never crashes, every problem has a place inside the text, and a text in its layout says the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  let document = TOMLDocument(parsing: bytes, file: "fuzz.toml")
  guard document.problems.isEmpty else {
    let lines = bytes.count { $0 == 10 } + 1
    for problem in document.problems {
      law((1...lines).contains(problem.place?.line ?? 0), "a problem without a place: \(problem)")
    }
    return 0
  }
  let tagged = TOMLTaggedJSON.text(of: document)
  law(JSONGrammar.accepts(Array(tagged.utf8)), "the tagged form is not JSON")
  guard let layout = TOMLLayout.text(of: document) else { fatalError("it has no layout that says the same") }
  let again = TOMLLayout.text(of: TOMLDocument(parsing: layout, file: "fuzz.toml"))
  law(again == layout, "its layout has another layout")
  return 0
}
