import BilateralBase
import BilateralModel
import Glibc
import Testing

/// Laws that hold for every object of every version; the objects are made from the field lists.
@Suite struct `Round trips of every object` {
  /// How many objects of a type and version are made: thousands in a soak; parts are within the others as well.
  static func count(_ type: any WireObject.Type) -> Int {
    if getenv("BILATERAL_SOAK") != nil { return 2000 }
    return type is any OwnedObject.Type ? 20 : 6
  }

  @Test(
    "TR-45 TR-63 TR-75 S-31 what is read is written and read again as the same, in every version",
    arguments: OCPIVersion.allCases)
  func sameVersion(version: OCPIVersion) throws {
    for type in ObjectGenerator.types where version >= type.since {
      for seed in 0..<Self.count(type) { try expectSame(type, version, seed: seed) }
    }
  }

  private func expectSame<T: WireObject>(_ type: T.Type, _ version: OCPIVersion, seed: Int) throws {
    var generator = ObjectGenerator(version: version, seed: seed)
    let made = generator.object(type)
    var findings: [WireFinding] = []
    let node = try JSONDocument(parsing: made.bytes).root
    let value = try WireReader.read(
      type, from: node, version: version, context: Samples.context, findings: &findings)
    var json = JSONWriter()
    let losses = try WireWriter.write(value, version: version, into: &json)
    #expect(losses.isEmpty && findings.isEmpty, "\(T.wireType) \(seed): \(losses) \(findings)")
    let again = try WireReader.read(type, from: json.text, version: version, context: Samples.context)
    #expect(again == value, "\(T.wireType) \(seed) changed: \(made.text)")
    #expect(
      Self.isSame(try JSON.parse(json.bytes), made), "\(T.wireType) \(seed): \(made.text) became \(json.text)"
    )
  }

  /// Whether two texts say the same: members in any order, nothing lost and nothing added.
  private static func isSame(_ left: JSON, _ right: JSON) -> Bool {
    switch (left, right) {
    case (.object(let first), .object(let second)):
      let pairs = zip(first.sorted { $0.name < $1.name }, second.sorted { $0.name < $1.name })
      return first.count == second.count
        && pairs.allSatisfy { $0.name == $1.name && isSame($0.value, $1.value) }
    case (.array(let first), .array(let second)):
      return first.count == second.count && zip(first, second).allSatisfy(isSame)
    default: return left == right
    }
  }

  @Test(
    "TR-70 TR-71 TR-72 the checker finds no fault with lengths, forms and values of legal objects",
    arguments: OCPIVersion.allCases)
  func checker(version: OCPIVersion) throws {
    let unwanted: Set<WireFinding.Code> = [
      .missing, .wrongKind, .unreadable, .tooLong, .controlCharacter, .notASCII, .badForm, .empty,
      .unknownValue,
      .unknownMember,
    ]
    for type in ObjectGenerator.types where version >= type.since {
      for seed in 0..<(Self.count(type) / 4) {
        var generator = ObjectGenerator(version: version, seed: seed, isOpen: false)
        let found = try Self.check(type, generator.object(type), version).filter {
          $0.severity == .error && unwanted.contains($0.code) && $0.requirement?.hasPrefix("LOC-11") != true
            && $0.requirement?.hasPrefix("C") != true
        }
        #expect(found.isEmpty, "\(type.wireType) \(seed): \(found.map(\.message))")
      }
    }
  }

  private static func check<T: WireObject>(
    _ type: T.Type, _ json: JSON, _ version: OCPIVersion
  ) throws -> [WireFinding] {
    let value = try WireReader.read(type, from: json.text, version: version, context: Samples.context)
    return WireChecker.check(value, version: version)
  }
}
