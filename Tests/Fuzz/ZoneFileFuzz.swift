import BilateralBase

/// A zone file never crashes the reader, and one that reads answers for every moment.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let zone = try? ZoneFile(name: "Fuzz/Zone", bytes: bytes) else { return 0 }
  for seconds in stride(from: Int64(-4_000_000_000), through: 8_000_000_000, by: 997_000_000) {
    _ = zone.local(Timestamp(seconds: seconds))
  }
  return 0
}
