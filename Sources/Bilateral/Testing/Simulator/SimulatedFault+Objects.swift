import BilateralBase

/// What is wrong within the objects of a list.
extension SimulatedFault {
  static let objects: [SimulatedFault] = [
    .object("party-lower-case", "P-69 TR-69", "country and party in lower case", .tolerated) { json, _ in
      for name in ["country_code", "party_id"] {
        json[name] = .string((json[name]?.string ?? "").lowercased())
      }
    },
    .object("party-foreign", "P-71 S-11 TR-56", "an object of another party", .quarantined("party_id")) {
      json, _ in json["party_id"] = "ZZZ"
    },
    .object("nulls", "TR-74", "null for all that is optional", .tolerated) { json, _ in
      for name in [
        "name", "related_locations", "directions", "operator", "images", "energy_mix", "facilities",
      ] {
        json[name] = .null
      }
    },
    .object(
      "required-missing", "P-74", "leaves out ARG", .quarantined("coordinates"), argument: "coordinates"
    ) { json, call in json[call.argument] = nil },
    .object("required-null", "P-74", "null for ARG", .quarantined("coordinates"), argument: "coordinates") {
      json, call in json[call.argument] = .null
    },
    connector(
      "connector-broken", "TR-43", "a connector without standard",
      .quarantined("evses[0].connectors[0].standard")
    ) { $0["standard"] = nil },
    .object("members-unknown", "TR-62 TR-63", "members that nobody knows", .tolerated) { json, _ in
      json["x_internal"] = ["deep": ["er": [1, 2, 3]]]
    },
    connector("words-unknown", "P-72 TR-64", "a plug that no version knows", .tolerated) {
      $0["standard"] = "QUANTUM_PLUG"
    },
    SimulatedFault(
      "object-no-object", "TR-43", "a number stands among the objects", .quarantined(""),
      .row { text, place, call in if place == 2, call.route == .list("locations") { text = "42" } }),
    SimulatedFault(
      "keys-twice", "P-29 ruling 18", "the same key twice in an object", .pullEnds("BR106"),
      .row { text, place, _ in if place == 2 { text = "{\"id\":\"TWICE\"," + text.dropFirst() } }),
    SimulatedFault(
      "nested-deep", "S-30", "an object nested ARG deep", .pullEnds("BR106"), argument: "200",
      .row { text, place, call in
        guard place == 2 else { return }
        let depth = call.number(or: 200)
        let well = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        text = "{\"x\":\(well)," + text.dropFirst()
      }),
  ]

  /// A change of the first connector of one object.
  static func connector(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    _ change: @escaping @Sendable (inout JSON) -> Void
  ) -> SimulatedFault {
    .object(id, source, summary, promise) { json, _ in
      guard var evses = json["evses"]?.elements, !evses.isEmpty,
        var connectors = evses[0]["connectors"]?.elements, !connectors.isEmpty
      else { return }
      change(&connectors[0])
      evses[0]["connectors"] = .array(connectors)
      json["evses"] = .array(evses)
    }
  }

  static let values: [SimulatedFault] = [
    connector("numbers-as-text", "P-67", "numbers in quotes", .tolerated) { connector in
      for name in ["max_voltage", "max_amperage"] {
        connector[name] = .string(connector[name]?.numberText ?? "0")
      }
    },
    connector("numbers-with-fraction", "P-67", "230.0 for a whole number", .tolerated) {
      $0["max_voltage"] = .number("230.0")
    },
    connector(
      "numbers-with-comma", "P-67", "a decimal comma in quotes",
      .quarantined("evses[0].connectors[0].max_voltage")
    ) { $0["max_voltage"] = "230,5" },
    .object("texts-long", "P-73 TR-70", "an address of ARG characters", .tolerated, argument: "90") {
      json, call in json["address"] = .string(String(repeating: "a", count: call.number(or: 90)))
    },
    .object(
      "texts-endless", "P-73 TR-70", "an address of ARG characters", .quarantined("address"),
      argument: "20000"
    ) {
      json, call in json["address"] = .string(String(repeating: "a", count: call.number(or: 20_000)))
    },
    date("date-without-zone", "P-68 TR-67", "times without Z", .tolerated) { $0.replacing("Z", with: "") },
    date("date-with-offset", "P-68", "times with an offset", .tolerated) {
      $0.replacing("Z", with: "+02:00")
    },
    date("date-with-nanoseconds", "P-68", "times with nine digits", .tolerated) {
      $0.replacing("Z", with: ".123456789Z")
    },
    date("date-with-blank", "P-68", "a blank in place of T", .tolerated) { $0.replacing("T", with: " ") },
    date("date-nonsense", "P-68", "a time that is none", .quarantined("last_updated")) { _ in "yesterday" },
  ]

  private static func date(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    _ change: @escaping @Sendable (String) -> String
  ) -> SimulatedFault {
    .object(id, source, summary, promise) { json, _ in
      json["last_updated"] = .string(change(json["last_updated"]?.string ?? SampleNetwork.updated))
    }
  }

  static let times: [SimulatedFault] = [
    .manners("clock-behind", "P-46", "its clock is ARG s behind", .tolerated, argument: "600") {
      manners, argument in manners.skew = -(Int64(argument) ?? 600)
    },
    .manners("clock-ahead", "P-46", "its clock is ARG s ahead", .tolerated, argument: "600") {
      manners, argument in manners.skew = Int64(argument) ?? 600
    },
    .object("updated-in-future", "P-46", "last_updated in the year 2099", .tolerated) { json, _ in
      json["last_updated"] = "2099-01-01T00:00:00Z"
    },
    SimulatedFault(
      "updated-frozen", "P-47", "objects change, last_updated does not", .tolerated,
      .row { text, _, call in
        text = text.replacing("\"publish\":true", with: "\"publish\":\(call.crawl == 1)")
      }),
    SimulatedFault(
      "updated-nightly", "P-44", "all is stamped anew at every crawl", .tolerated,
      .row { text, _, call in
        text = text.replacing(SampleNetwork.updated, with: "2026-06-0\(1 + call.crawl % 8)T08:00:00Z")
      }),
    SimulatedFault(
      "date-from-ignored", "P-44", "answers everything to date_from", .tolerated,
      .stock { objects, call in
        for place in objects.indices {
          objects[place].lastUpdated = call.dateFrom ?? objects[place].lastUpdated
        }
      }),
  ]
}
