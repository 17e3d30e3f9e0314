import BilateralBase
import BilateralModel

/// A location never crashes the reader in any version, and what was read survives being written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let document = try? JSONDocument(parsing: bytes) else { return 0 }
  for version in OCPIVersion.allCases {
    guard let location = try? WireReader.read(Location.self, from: document.root, version: version) else {
      continue
    }
    _ = WireChecker.check(location, version: version)
    guard let text = try? WireWriter.text(of: location, version: version) else { continue }
    let again = try? WireReader.read(Location.self, from: text, version: version)
    precondition(again != nil, "what was written cannot be read")
  }
  return 0
}
