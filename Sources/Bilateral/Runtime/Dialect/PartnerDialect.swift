package import BilateralBase
package import BilateralStore
package import BilateralTerms
import Synchronization

/// One partner's dialect while we talk: what the file says, what was learned, and what is being learned.
///
/// Whoever meets a deviation tells it here and is told whether to cope with it. New sightings ring the keeper's bell,
/// who makes them durable; they hold from the moment they were told.
package final class PartnerDialect: Sendable {
  private struct State {
    var stated: [String: PartnerFile.StatedDialect] = [:]
    var sightings: [Sighting] = []
    /// Which sightings are newer than the store, and what the store has to forget.
    var unsaved: Set<Place> = []
    var forgotten: Set<Place> = []
    var current = Dialect.plain
  }

  private struct Place: Hashable {
    var key: String
    var value: String
  }

  /// What is to be written.
  private struct Draft: Sendable {
    var rows: [Sighting]
    var forgotten: [(key: String, value: String)]
  }

  /// The partner's id.
  package let partner: String
  /// Rings when something was seen for the first time since it was last saved.
  package let bell = Wakeup()
  /// Until when the certificates of the partner's servers hold.
  package let certificates = ServerCertificates()
  private let clock: WallClock
  private let state = Mutex(State())

  package init(_ partner: String, clock: WallClock) {
    self.partner = partner
    self.clock = clock
  }

  /// What holds now.
  package var current: Dialect { state.withLock { $0.current } }

  /// Takes over what the file says.
  package func state(_ stated: [String: PartnerFile.StatedDialect]) {
    state.withLock { state in
      state.stated = stated
      Self.settle(&state)
    }
  }

  /// Takes over what the store remembers; what was seen since and not saved stays.
  package func recall(_ rows: [Sighting]) {
    state.withLock { state in
      let unsaved = state.sightings.filter { state.unsaved.contains(Self.place($0)) }
      let kept = Set(unsaved.map(Self.place)).union(state.forgotten)
      state.sightings = rows.filter { !kept.contains(Self.place($0)) } + unsaved
      Self.settle(&state)
    }
  }

  /// A deviation was met: remembers it and says whether to cope with it.
  ///
  /// - Parameters:
  ///   - choice: which switch it is about.
  ///   - value: the value of the switch that copes with it.
  ///   - name: the key's own part where the switch has keys of any name.
  ///   - times: how often it was met.
  ///   - example: what was seen, in words, without secrets.
  /// - Returns: true when the file says this value, or says nothing and the switch is applied when noticed.
  @discardableResult
  package func meets(
    _ choice: DialectSwitch, _ value: String, name: String? = nil, times: Int = 1,
    _ example: @autoclosure () -> String
  ) -> Bool {
    let key = name.map { choice.name.dropLast() + $0 } ?? choice.name
    let now = clock.now()
    let (isCoped, isNew) = state.withLock { state -> (Bool, Bool) in
      let isNew = state.unsaved.isEmpty
      Self.note(key, value, choice, times, now, example(), &state)
      return (Self.copes(choice, key, value, state), isNew)
    }
    if isNew { bell.ring() }
    return isCoped
  }

  /// A deviation was met that a switch copes with by being on.
  @discardableResult
  package func meets(_ choice: DialectSwitch, _ example: @autoclosure () -> String) -> Bool {
    meets(choice, "true", example())
  }

  /// What was learned turned out not to help: it is forgotten; what the file says stands.
  package func forget(_ choice: DialectSwitch, _ value: String) {
    state.withLock { state in
      let place = Place(key: choice.name, value: value)
      guard state.sightings.contains(where: { Self.place($0) == place }) else { return }
      Self.drop(place, &state)
      Self.settle(&state)
    }
    bell.ring()
  }

  /// Everything seen, with what is made of it, by key.
  package var learned: [LearnedDialect] {
    state.withLock { state in
      state.sightings.sorted { ($0.key, $0.value) < ($1.key, $1.value) }.map { sighting in
        let stated = state.stated[sighting.key]
        return LearnedDialect(
          sighting: sighting, standing: Self.standing(sighting, stated), stated: stated?.text,
          place: stated?.place)
      }
    }
  }

  /// Makes durable what was seen since the last time.
  ///
  /// - Throws: what the store throws; then everything is written the next time.
  package func save(in store: Store) async throws {
    guard let draft = draft() else { return }
    let partner = partner
    do {
      try await store.write { tx in
        for (key, value) in draft.forgotten { try tx.sightings.forget(key, value, of: partner) }
        for row in draft.rows { try tx.sightings.save(row, of: partner) }
      }
    } catch {
      state.withLock { state in
        state.unsaved.formUnion(draft.rows.map { Place(key: $0.key, value: $0.value) })
        state.forgotten.formUnion(draft.forgotten.map { Place(key: $0.key, value: $0.value) })
      }
      throw error
    }
  }

  private func draft() -> Draft? {
    state.withLock { state in
      guard !state.unsaved.isEmpty || !state.forgotten.isEmpty else { return nil }
      defer { (state.unsaved, state.forgotten) = ([], []) }
      return Draft(
        rows: state.sightings.filter { state.unsaved.contains(Self.place($0)) },
        forgotten: state.forgotten.map { ($0.key, $0.value) })
    }
  }
}

extension PartnerDialect {
  private static func place(_ sighting: Sighting) -> Place { Place(key: sighting.key, value: sighting.value) }

  private static func note(
    _ key: String, _ value: String, _ choice: DialectSwitch, _ times: Int, _ now: Timestamp,
    _ example: String, _ state: inout State
  ) {
    let value = longest(key, value, state)
    let place = Place(key: key, value: value)
    state.unsaved.insert(place)
    if let index = state.sightings.firstIndex(where: { Self.place($0) == place }) {
      state.sightings[index].count += times
      state.sightings[index].last = now
      state.sightings[index].example = example
      return
    }
    // Of a switch with one value the newest sighting counts: the partner has changed its ways.
    let replaced =
      choice.isMany && !choice.name.hasSuffix(".*") ? [] : state.sightings.filter { $0.key == key }
    for old in replaced { drop(Self.place(old), &state) }
    state.forgotten.remove(place)
    state.sightings.append(
      Sighting(key: key, value: value, count: times, since: now, last: now, example: example))
    settle(&state)
  }

  /// Of numbers the largest one seen is told: it copes with all.
  private static func longest(_ key: String, _ value: String, _ state: State) -> String {
    guard let number = Int(value) else { return value }
    let known = state.sightings.first { $0.key == key }.flatMap { Int($0.value) }
    return "\(max(number, known ?? number))"
  }

  private static func drop(_ place: Place, _ state: inout State) {
    state.sightings.removeAll { Self.place($0) == place }
    state.unsaved.remove(place)
    state.forgotten.insert(place)
  }

  private static func copes(
    _ choice: DialectSwitch, _ key: String, _ value: String, _ state: State
  ) -> Bool {
    guard let stated = state.stated[key] else { return choice.isAppliedWhenNoticed }
    return says(stated.text, value)
  }

  private static func says(_ stated: String, _ value: String) -> Bool {
    if let limit = Int(stated), let needed = Int(value) { return needed <= limit }
    return stated.split(separator: ", ").contains { $0 == value }
  }

  private static func standing(
    _ sighting: Sighting, _ stated: PartnerFile.StatedDialect?
  ) -> LearnedDialect.Standing {
    guard let stated else {
      return DialectSwitch.named(sighting.key)?.isAppliedWhenNoticed == true ? .applied : .proposed
    }
    return says(stated.text, sighting.value) ? .stated : .contradicted
  }

  private static func settle(_ state: inout State) {
    var learned: [String: [String]] = [:]
    for sighting in state.sightings { learned[sighting.key, default: []].append(sighting.value) }
    state.current = Dialect(stated: state.stated, learned: learned)
  }
}

/// All partners' dialects by id; each lives as long as the platform.
package final class Dialects: Sendable {
  private let clock: WallClock
  private let known = Mutex<[String: PartnerDialect]>([:])

  package init(clock: WallClock) { self.clock = clock }

  /// The dialect of a partner, made when it is first asked for.
  package subscript(partner: String) -> PartnerDialect {
    known.withLock { known in
      if let dialect = known[partner] { return dialect }
      let dialect = PartnerDialect(partner, clock: clock)
      known[partner] = dialect
      return dialect
    }
  }
}
