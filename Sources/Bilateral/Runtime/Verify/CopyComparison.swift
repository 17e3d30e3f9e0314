package import BilateralBase
package import BilateralModel

/// Compares what a partner holds of an object with what it should hold, both said by the same writer.
///
/// So that only content counts: order of members, spelling of numbers and what our field lists do not know do not.
package struct CopyComparison: Sendable {
  /// What came of one object.
  package enum Outcome: Sendable, Equatable {
    case same
    /// Other content, at these paths first.
    case differs([String])
    /// The partner does not have it.
    case missing
  }

  private let version: OCPIVersion
  private let context: WireContext

  /// Makes a comparison; `party` is the owner of objects that do not name one (2.1.1).
  package init(version: OCPIVersion, party: PartyID?) {
    self.version = version
    context = WireContext(party: party)
  }

  /// Compares two copies of an object.
  ///
  /// - Parameters:
  ///   - module: what kind of object it is.
  ///   - ours: as we send it.
  ///   - theirs: as the partner answers it.
  /// - Returns: the outcome; a copy that cannot be read differs as a whole, with the reason.
  package func outcome(_ module: ModuleID, ours: [UInt8], theirs: JSONNode) -> Outcome {
    switch module {
    case .locations: compare(Location.self, ours, theirs)
    case .tariffs: compare(Tariff.self, ours, theirs)
    default: compare(Token.self, ours, theirs)
    }
  }

  private func compare<T: WireValue>(_ type: T.Type, _ ours: [UInt8], _ theirs: JSONNode) -> Outcome {
    do {
      let paths = JSONDifference.paths(
        try said(type, JSONDocument(wire: ours).root), try said(type, theirs))
      return paths.isEmpty ? .same : .differs(paths)
    } catch let error as WireError {
      return .differs(["\(error)"])
    } catch {
      return .differs(["it cannot be read: \(error)"])
    }
  }

  private func said<T: WireValue>(_ type: T.Type, _ node: JSONNode) throws -> JSON {
    let value = try WireReader.read(type, from: node, version: version, context: context)
    var json = JSONWriter()
    _ = try WireWriter.write(value, version: version, extras: .none, into: &json)
    return try JSON.parse(json.bytes)
  }
}
