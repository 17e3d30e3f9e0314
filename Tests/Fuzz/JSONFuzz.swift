import BilateralBase

/// JSON never crashes; what is read, written and read again is the same; grammar and reader agree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  let isJSON = JSONGrammar.accepts(bytes)
  guard let document = try? JSONDocument(parsing: bytes, limits: .file) else { return 0 }
  law(isJSON, "the reader took what the grammar refuses")
  let value = JSON(document.root)
  guard let again = try? JSON.parse(value.bytes, limits: .file) else {
    fatalError("not JSON any more")
  }
  law(again == value, "written and read again it is another value")
  _ = value.canonicalBytes
  return 0
}
