package import BilateralBase

/// PATCH without partial types: write the object, merge the change as JSON, read and check the result.
package enum MergePatch {
  /// The names of the lists whose elements have an id, with the id's name; they are merged, never shortened (P-61).
  private static let keyed = ["evses": "uid", "connectors": "id", "parking_places": "id"]

  /// Applies a change to an object in the partner's version.
  ///
  /// Members that are present replace, `null` removes an optional field (P-63), lists of EVSEs and connectors are
  /// merged by id (LOC-37), all other lists are replaced. A change without `last_updated` is refused with `missing`
  /// (TR-47) unless `requiresLastUpdated` is false; then the time of receipt stands in (TR-48). Throws where the
  /// result is no such object.
  package static func apply<T: WireObject>(
    _ change: JSONNode, to object: T, version: OCPIVersion, context: WireContext = WireContext(),
    requiresLastUpdated: Bool = true, findings: inout [WireFinding]
  ) throws(WireError) -> T {
    guard change.kind == .object else {
      throw WireError(.wrongKind(expected: "an object", found: change.kind))
    }
    var patch = JSON(change)
    if patch["last_updated"] == nil || patch["last_updated"] == .null {
      guard !requiresLastUpdated else { throw WireError(.missing, at: JSONPath().appending("last_updated")) }
      patch["last_updated"] = context.received.map { .string($0.description) }
    }
    var json = JSONWriter()
    _ = try WireWriter.write(object, version: version, into: &json)
    let merged = merge(patch, into: JSON(try JSONDocument(wire: json.bytes).root))
    let result = try JSONDocument(wire: merged.bytes)
    return try WireReader.read(
      T.self, from: result.root, version: version, context: context, findings: &findings)
  }

  /// The merged value; names are looked up in a table, so that wide changes stay linear (S-30).
  private static func merge(_ patch: JSON, into target: JSON) -> JSON {
    guard let changes = patch.members else { return patch }
    var members = (target.members ?? []).map(Optional.some)
    var places: [String: Int] = [:]
    for (place, member) in members.enumerated() { places[member?.name ?? ""] = place }
    for change in changes {
      let place = places[change.name]
      let merged = merge(change, into: place.flatMap { members[$0]?.value })
      if let place {
        members[place] = merged
      } else {
        places[change.name] = members.count
        members.append(merged)
      }
    }
    return .object(members.compactMap { $0 })
  }

  /// One member after the change; nothing when the change removes it.
  private static func merge(_ change: JSONMember, into old: JSON?) -> JSONMember? {
    switch change.value {
    case .null: return nil
    case .object: return JSONMember(change.name, merge(change.value, into: old ?? [:]))
    case .array(let elements):
      guard let key = keyed[change.name] else { return change }
      return JSONMember(change.name, .array(merge(elements, into: old?.elements ?? [], by: key)))
    default: return change
    }
  }

  /// Elements of a list by their id: known ones are merged in place, new ones appended.
  private static func merge(_ changes: [JSON], into elements: [JSON], by key: String) -> [JSON] {
    var result = elements
    var places: [CiString: Int] = [:]
    for (place, element) in elements.enumerated() { places[CiString(element[key]?.string ?? "")] = place }
    for change in changes {
      let id = CiString(change[key]?.string ?? "")
      if let place = places[id] {
        result[place] = merge(change, into: result[place])
      } else {
        places[id] = result.count
        result.append(change)
      }
    }
    return result
  }
}
