import BilateralBase

/// TOML never crashes, and every problem has a place inside the text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  let document = TOMLDocument(parsing: bytes, file: "fuzz.toml")
  guard document.problems.isEmpty else {
    for problem in document.problems {
      precondition((problem.place?.line ?? 0) > 0, "a problem without a place")
    }
    return 0
  }
  let tagged = TOMLTaggedJSON.text(of: document)
  precondition(JSONGrammar.accepts(Array(tagged.utf8)), "the tagged form is not JSON")
  return 0
}
