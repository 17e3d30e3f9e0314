/// Finds the handler of a request by method and path.
///
/// A pattern is made of fixed segments, `:name` for one segment that is not empty, and `*name` at the end for whatever
/// follows: `/ocpi/:version/locations/*rest`. Fixed segments win over parameters, those over the rest. One slash at
/// the end is ignored (TR-91). Segments are cut from the raw path and decoded once, so an encoded slash stays inside
/// its segment (TR-90).
package struct Router: Sendable {
  /// How a route treats its requests.
  package struct Options: Sendable, Equatable {
    /// The largest body; nil means ``HTTPLimits/bodySize``.
    package var bodyLimit: Int?
    /// Whether the handler reads the body part by part instead of getting it collected.
    package var streamsBody = false
    /// Whether the handler runs on the event loop; it may then not block, nor use default actors (ruling 2).
    package var runsOnLoop = false
    /// Whether the handler answers a body over ``bodyLimit``, too, in its own words; else the server does, in plain text.
    ///
    /// It gets ``HTTPRequestBody/isTooLarge`` instead of the bytes, which are not read; the connection ends with its answer.
    package var answersTooLarge = false

    /// The defaults stated on the members.
    package init(
      bodyLimit: Int? = nil, streamsBody: Bool = false, runsOnLoop: Bool = false,
      answersTooLarge: Bool = false
    ) {
      self.answersTooLarge = answersTooLarge
      self.bodyLimit = bodyLimit
      self.streamsBody = streamsBody
      self.runsOnLoop = runsOnLoop
    }
  }

  /// What is to be done with a request.
  package struct Match: Sendable {
    package var handler: HTTPHandler
    package var options: Options
    package var parameters: HTTPParameters
  }

  struct Route: Sendable {
    let names: [String]
    let options: Options
    let handler: HTTPHandler
  }

  private var root = RouteNode()
  /// The routes without parameters by their path as it stands, found without cutting it up.
  private var exact: [String: [HTTPMethod: Route]] = [:]
  /// Answers what no pattern fits; the body is not read.
  package var notFound: HTTPHandler = { _ in HTTPResponse(.notFound, text: "404 Not Found\n") }
  /// A tighter limit of a body than the route's, by the head alone; nil leaves it to the route.
  ///
  /// So that whoever will be refused anyway does not fill our memory first. Called on the loop for each request.
  package var tighterLimit: @Sendable (HTTPRequestHead) -> Int? = { _ in nil }

  /// A router without routes.
  package init() {}

  /// Adds a route; a later one for the same method and pattern replaces the earlier.
  package mutating func on(
    _ method: HTTPMethod, _ pattern: String, _ options: Options = Options(), _ handler: @escaping HTTPHandler
  ) {
    let parts = pattern.split(separator: "/").map(String.init)
    let names = parts.filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    let route = Route(names: names, options: options, handler: handler)
    root.add(route, method, parts[...])
    if !parts.contains(where: { $0.hasPrefix(":") || $0.hasPrefix("*") }) {
      exact["/" + parts.joined(separator: "/"), default: [:]][method] = route
    }
  }

  /// Finds what answers a request: a route, or 404, 405 with `Allow`, or 400 for a path that does not decode.
  ///
  /// HEAD is answered by a GET route, OPTIONS by the list of methods unless it has a route of its own.
  package func match(_ method: HTTPMethod, path: String) -> Match {
    if let route = exact[path]?[method] {
      return Match(handler: route.handler, options: route.options, parameters: HTTPParameters())
    }
    guard let segments = Self.segments(path) else { return Self.fixed(HTTPFault.invalidTarget.response) }
    guard let (node, values, rest) = root.find(segments[...]) else {
      return Match(handler: notFound, options: Options(streamsBody: true), parameters: HTTPParameters())
    }
    guard let route = node[method] ?? (method == .head ? node[.get] : nil) else {
      return Self.refusal(method, node)
    }
    let pairs = Dictionary(zip(route.names, values)) { first, _ in first }
    return Match(
      handler: route.handler, options: route.options, parameters: HTTPParameters(pairs, rest: rest))
  }

  private static func refusal(_ method: HTTPMethod, _ methods: [HTTPMethod: Route]) -> Match {
    var names = methods.keys.map(\.name)
    if methods[.get] != nil, methods[.head] == nil { names.append("HEAD") }
    let fields: HTTPFields = [.allow: names.sorted().joined(separator: ", ")]
    if method == .options { return fixed(HTTPResponse(.noContent, fields)) }
    var response = HTTPResponse(.methodNotAllowed, text: "405 Method Not Allowed\n")
    response.fields.set(.allow, fields[.allow] ?? "")
    return fixed(response)
  }

  private static func fixed(_ response: HTTPResponse) -> Match {
    Match(handler: { _ in response }, options: Options(streamsBody: true), parameters: HTTPParameters())
  }

  /// The decoded segments of a raw path; nil when one does not decode.
  static func segments(_ path: String) -> [String]? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    if parts.last == "" { parts.removeLast() }
    let decoded = parts.compactMap { HTTPURL.decoded($0) }
    return decoded.count == parts.count ? decoded : nil
  }
}

/// The routes below one segment.
private struct RouteNode: Sendable {
  private var fixed: [String: RouteNode] = [:]
  private var parameter: [RouteNode] = []
  private var ends: [HTTPMethod: Router.Route] = [:]
  private var rests: [HTTPMethod: Router.Route] = [:]

  mutating func add(_ route: Router.Route, _ method: HTTPMethod, _ parts: ArraySlice<String>) {
    guard let part = parts.first else {
      ends[method] = route
      return
    }
    if part.hasPrefix("*") {
      rests[method] = route
    } else if part.hasPrefix(":") {
      if parameter.isEmpty { parameter = [RouteNode()] }
      parameter[0].add(route, method, parts.dropFirst())
    } else {
      fixed[part, default: RouteNode()].add(route, method, parts.dropFirst())
    }
  }

  typealias Found = (routes: [HTTPMethod: Router.Route], values: [String], rest: [String])

  func find(_ segments: ArraySlice<String>) -> Found? {
    guard let first = segments.first else {
      return ends.isEmpty ? rests.isEmpty ? nil : (rests, [], []) : (ends, [], [])
    }
    if let found = fixed[first]?.find(segments.dropFirst()) { return found }
    if !first.isEmpty, var found = parameter.first?.find(segments.dropFirst()) {
      found.values.insert(first, at: 0)
      return found
    }
    return rests.isEmpty ? nil : (rests, [], Array(segments))
  }
}
