import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import Synchronization

/// The hub's own copy of everybody's lists, and who is connected.
extension SimulatedHub {
  /// Reads the lists of a module at all platforms, unless that was done just now; who comes meanwhile waits for it.
  func collect(_ module: String) async {
    let now = now
    let reading = state.withLock { state -> Task<Void, Never>? in
      if let reading = state.readings[module] { return reading }
      let isFrozen = state.faults.has(.staleCopy) && state.shelf.count(module) > 0
      guard !isFrozen, state.shelf.isStale(module, at: now, after: settings.freshness) else { return nil }
      let reading = Task { await self.read(module) }
      state.readings[module] = reading
      return reading
    }
    await reading?.value
  }

  private func read(_ module: String) async {
    let now = now
    state.withLock { $0.shelf.noteRead(module, at: now) }
    await withTaskGroup(of: Void.self) { group in
      for platform in directory.platforms.values where isThere(platform) {
        guard let url = platform.endpoints["\(module) SENDER"].flatMap({ try? HTTPURL($0) }) else { continue }
        let senders = HubModule.senders(of: module)
        let parties = platform.parties.filter { party in
          platform.roles.contains { $0.party == party && senders.contains($0.kind) }
        }
        for party in parties { group.addTask { await self.read(module, at: url, of: party, platform) } }
      }
    }
    state.withLock { $0.readings[module] = nil }
  }

  private func isThere(_ platform: HubDirectory.Platform) -> Bool {
    !platform.isAway && !directory.isCut(platform.number) && !platform.theirToken.isEmpty
  }

  /// Reads one party's list; what was known stays when it cannot be read.
  private func read(
    _ module: String, at url: HTTPURL, of party: PartyID, _ platform: HubDirectory.Platform
  ) async {
    var texts: [String] = []
    var query = [(name: "limit", value: "500")]
    if HubModule.ofOneDriver.contains(module) {
      query.append((name: "date_from", value: "2000-01-01T00:00:00Z"))
    }
    var next: HTTPURL? = url.appending(query: query)
    var fields = HTTPFields()
    RoutedParties(from: settings.own.role.party, to: party).set(in: &fields)
    for _ in 0..<10_000 {
      guard let page = next else { break }
      guard let answer = try? await client.send(.get, page, platform.theirToken, fields),
        let rows = (try? JSONDocument(parsing: answer.body))?.root["data"], rows.kind == .array
      else { return }
      texts += rows.elements.map(\.rawText)
      next = answer.fields[.link].flatMap { SimulatedPartner.next($0, from: page) }
    }
    let now = now
    state.withLock { [texts] in $0.shelf.replace(module, of: [party], with: texts, at: now) }
  }

  /// A page of everything that a platform may see of a module (TR-82).
  func collected(_ call: HubCall, _ request: HTTPRequest) -> SimulatedAnswer {
    let (objects, faults) = state.withLock { state in
      let own = Set(state.directory.platforms[call.platform]?.parties ?? [])
      return (state.shelf.list(call.module, for: own), state.faults)
    }
    var answer = page(objects.map { ($0.text, $0.lastUpdated) }, of: call.module, request)
    let now = now
    answer.rows = answer.rows.map { row in
      String(decoding: faults.passing(Array(row.utf8), at: now), as: UTF8.self)
    }
    return answer
  }

  /// Tells everybody of parties that changed (HCI-01), each of all but its own.
  func tell(_ news: [HubDirectory.Entry]) async {
    guard !faults.has(.silentParties), !state.withLock({ $0.isCut }) else { return }
    let isTimeless = faults.has(.partiesWithoutTime)
    await withTaskGroup(of: Void.self) { group in
      for platform in directory.platforms.values where isThere(platform) {
        guard let text = platform.endpoints["\(HubModule.ofHub) RECEIVER"], let url = try? HTTPURL(text)
        else { continue }
        group.addTask {
          for entry in news where !platform.roles.contains(entry.role) {
            var json = entry.json
            if isTimeless { json["last_updated"] = nil }
            let place = url.appending(segments: [entry.role.party.country, entry.role.party.party])
            _ = try? await self.client.send(.put, place, platform.theirToken, body: json.bytes)
          }
        }
      }
    }
  }

  /// Asks the platforms that were silent for long whether they are there (HCI-08).
  package func watchOnce() async {
    let now = now
    let due = state.withLock { state in state.watch.due(state.directory.platforms.keys, at: now) }
    for number in due {
      guard let platform = directory.platforms[number], !directory.isCut(number),
        let url = try? HTTPURL(platform.versionsURL)
      else { continue }
      let answer = try? await client.send(.get, url, platform.theirToken, timeout: settings.patience)
      note(number, isAway: answer == nil)
    }
  }
}
