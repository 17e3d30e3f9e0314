import BilateralBase
import BilateralModel
import BilateralStore

/// Writes our own objects within a transaction, so that what partners see later is in order.
///
/// Two rules. `last_updated` of a location is never older than that of its EVSEs and connectors (LOC-04). A change
/// always carries a later `last_updated` than the state before it, whatever clock made it: partners that ask by date
/// must see it.
struct OwnShelf {
  let tx: WriteTransaction
  let module: String
  /// Bills CDRs; nil where none can come.
  var billing: CDRBilling?

  /// Puts an object; equal content changes nothing, and a CDR is billed first.
  func put<T: OwnedObject>(_ object: T) throws -> OwnOutcome {
    if let cdr = object as? CDR, let billing { return try billing.put(cdr, on: self) }
    var object = object
    OwnTimes.raise(&object)
    let known = try tx.own.object(module, object.storeKey)
    return try put(object, over: known)
  }

  /// Puts an object over a row just read in this transaction, out of which `old` was read where that was done already.
  func put<T: OwnedObject>(_ object: T, over known: OwnRow?, from old: T? = nil) throws -> OwnOutcome {
    var text = try OwnBody.object(object, module: module)
    let isSame = known.map { !$0.isDeleted && $0.hash == text.hash } ?? false
    if !isSame, object is Session { try SessionRules.refuseFinal(known) }
    if !isSame, let cdr = object as? CDR {
      try CDRRules(cdr, crediting: billing?.part).check(over: known, in: tx)
    }
    if let known, !known.isDeleted, object.lastUpdated <= known.lastUpdated, text.hash != known.hash {
      var object = object
      object.lastUpdated = max(OwnTimes.whole(tx.now), known.lastUpdated)
      text = try OwnBody.object(object, module: module)
    }
    let outcome = try tx.own.put(text, keepsShape: try keepsShape(object, over: known, from: old))
    if let location = object as? Location, outcome.change != nil {
      try OutageBook(tx: tx, owner: "").hear(location, location.storeKey)
    }
    if let cdr = object as? CDR, outcome.change != nil, let credited = cdr.creditReferenceID {
      try tx.own.keepCredit(cdr.storeKey, of: credited.text)
    }
    if let session = object as? Session, outcome.change != nil {
      try SessionBook(tx: tx, owner: "").hear(
        session, session.storeKey, isNew: known == nil, isHistory: false, correlation: nil)
    }
    return outcome
  }

  /// Whether the change is one of status alone.
  private func keepsShape<T: OwnedObject>(_ object: T, over known: OwnRow?, from old: T?) throws -> Bool {
    guard let new = object as? Location, let known, !known.isDeleted,
      let old = old as? Location ?? (try? OwnBody.read(Location.self, known.body))
    else { return false }
    return LocationShape.isKept(from: old, to: new)
  }

  /// The object under a key.
  ///
  /// - Throws: 404 when there is none.
  func row(_ key: ObjectKey) throws -> OwnRow {
    guard let row = try tx.own.object(module, key), !row.isDeleted else {
      throw OfficeError.notFound("we have no \(module) \(key)")
    }
    return row
  }

  /// Reads, changes and writes an object.
  ///
  /// - Throws: 404 when there is none, 422 when the change would turn it into another object.
  func change<T: OwnedObject>(
    _ type: T.Type, _ key: ObjectKey, _ body: (T) throws -> T
  ) throws -> OwnOutcome {
    let row = try row(key)
    let old = try OwnBody.read(type, row.body)
    var object = try body(old)
    guard Self.isSame(object.storeKey, row.key) else {
      throw OfficeError.unprocessable("the id and the owner of an object cannot be changed", path: "id")
    }
    OwnTimes.raise(&object)
    return try put(object, over: row, from: old)
  }

  /// Whether two keys name one object: case does not count.
  static func isSame(_ first: ObjectKey, _ second: ObjectKey) -> Bool {
    CiString(first.description) == CiString(second.description)
  }
}

/// The order of times within a location.
enum OwnTimes {
  /// Raises the time of each parent to that of its newest child (LOC-04).
  static func raise<T: OwnedObject>(_ object: inout T) {
    guard var location = object as? Location else { return }
    for place in location.evses.indices {
      let newest = location.evses[place].connectors.map(\.lastUpdated).max()
      if let newest, newest > location.evses[place].lastUpdated { location.evses[place].lastUpdated = newest }
    }
    if let newest = location.evses.map(\.lastUpdated).max(), newest > location.lastUpdated {
      location.lastUpdated = newest
    }
    if let raised = location as? T { object = raised }
  }

  /// A time cut to the milliseconds that OCPI texts carry.
  static func whole(_ time: Timestamp) -> Timestamp {
    Timestamp(microseconds: time.microseconds - time.microseconds % 1000)
  }
}
