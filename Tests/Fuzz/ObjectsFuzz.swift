import BilateralBase
import BilateralModel

/// Every object in every version: the reader never crashes, and what was read is written and read again as the same.
///
/// The first byte chooses the object, the second the version, the rest is its JSON.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard bytes.count > 2 else { return 0 }
  let type = FuzzedObjects.types[Int(bytes[0] &- 0x41) % FuzzedObjects.types.count]
  let version = OCPIVersion.allCases[Int(bytes[1] &- 0x30) % OCPIVersion.allCases.count]
  guard version >= type.since, let document = try? JSONDocument(wire: Array(bytes[2...])) else { return 0 }
  ObjectLaw.hold(type, document.root, version)
  return 0
}

/// The laws of reading and writing, for one object.
enum ObjectLaw {
  static let context = WireContext(
    party: PartyID("NL-NVO"), tokenParty: PartyID("NL-ACM"), received: .epoch, notesLengths: true)

  static func hold<T: WireObject>(_ type: T.Type, _ node: JSONNode, _ version: OCPIVersion) {
    _ = WireReader.inspect(T.self, from: node, version: version)
    var findings: [WireFinding] = []
    guard
      let value = try? WireReader.read(
        T.self, from: node, version: version, context: context, findings: &findings)
    else { return }
    let checks = WireChecker.check(value, version: version)
    // What is finer than a millisecond is read and not written (P-68), coordinates are written with enough decimals.
    let isMended =
      findings.contains { $0.code == .looseTimestamp }
      || checks.contains { $0.code == .badForm && isCoordinate($0.path) }
    for other in OCPIVersion.allCases where other >= T.since {
      var json = JSONWriter()
      guard let losses = try? WireWriter.write(value, version: other, into: &json) else { continue }
      let again = read(T.self, json.text, other)
      law(other != version || !losses.isEmpty || isMended || again == value, "another value: \(json.text)")
      var second = JSONWriter()
      let rewritten = try? WireWriter.write(again, version: other, into: &second)
      law(rewritten != nil, "what was read back cannot be written: \(json.text)")
      // A list of which nothing can be said is written empty, and not at all the next time.
      law(!losses.isEmpty || second.bytes == json.bytes, "\(json.text) was written, then \(second.text)")
      law(read(T.self, second.text, other) == again, "it changes each time it is written: \(second.text)")
    }
    var noted: [WireFinding] = []
    _ = try? MergePatch.apply(
      node, to: value, version: version, context: context, requiresLastUpdated: false, findings: &noted)
  }

  private static func isCoordinate(_ path: JSONPath) -> Bool {
    [.member("latitude"), .member("longitude")].contains(path.steps.last)
  }

  private static func read<T: WireObject>(_ type: T.Type, _ text: String, _ version: OCPIVersion) -> T {
    do {
      return try WireReader.read(T.self, from: text, version: version, context: context)
    } catch {
      fatalError("what was written cannot be read (\(error)): \(text)")
    }
  }
}
