import BilateralBase
import BilateralNet

extension DemoPair {
  /// What one side says of a module: how many objects, and their canonical digest.
  struct Digest: Equatable {
    var count: Int
    var digest: String

    /// The beginning of the digest, enough to see that two are the same.
    var short: String { "digest \(digest.prefix(8)) on both sides" }
  }

  /// The state of a registration.
  func state(of partner: String, at side: DemoSide.Running) throws(Failure) -> String {
    let partners = try side.control.get("/partners")["partners"]?.elements ?? []
    return partners.first { $0["id"]?.string == partner }?["state"]?.string ?? "unknown"
  }

  /// Lets the side that receives a module fetch it now.
  /// - Returns: the milliseconds it took.
  @discardableResult
  func sync(_ module: String, full: Bool) throws(Failure) -> Int {
    let begin = ContinuousClock.now
    let (side, partner) = module == "tokens" ? (cpo, "acme") : (emsp, "volt")
    _ = try side.control.verb("sync", of: partner, ["modules": [.string(module)], "full": .bool(full)])
    return Demo.since(begin)
  }

  /// Waits until what one side sent is what the other holds.
  /// - Throws: exit 1 when they still differ after so many seconds.
  func compare(_ module: String, seconds: Int) throws(Failure) -> Digest {
    let isTokens = module == "tokens"
    var sent = Digest(count: -1, digest: "")
    var received = sent
    let what = "the same \(module) on both sides"
    do throws(Failure) {
      _ = try Demo.wait(for: what, seconds: seconds, every: 100) { () throws(Failure) in
        sent = try digest(module, "sent", of: isTokens ? "volt" : "acme", at: isTokens ? emsp : cpo)
        received = try digest(module, "received", of: isTokens ? "acme" : "volt", at: isTokens ? cpo : emsp)
        return sent == received && sent.count > 0
      }
    } catch {
      throw Failure(error.exit, "\(error.message): \(sent.count) sent, \(received.count) received")
    }
    return received
  }

  private func digest(_ module: String, _ side: String, of partner: String, at platform: DemoSide.Running)
    throws(Failure) -> Digest
  {
    let answer = try platform.control.get("/partners/\(partner)/digest?module=\(module)&side=\(side)")
    guard let count = answer["count"]?.int, let digest = answer["sha256"]?.string else {
      throw ControlFault.garbled
    }
    return Digest(count: count, digest: digest)
  }

  /// Everything a side received of a module.
  func received(_ module: String, from partner: String, at side: DemoSide.Running) throws(Failure) -> [JSON] {
    var objects: [JSON] = []
    while true {
      let page = try side.control.get("/partners/\(partner)/\(module)?offset=\(objects.count)&limit=1000")
      let elements = page.elements ?? []
      objects += elements
      if elements.isEmpty { return objects }
    }
  }
}

extension ControlClient {
  /// A verb that streams steps; its result.
  /// - Throws: what the result tells, with the step that failed.
  func verb(_ verb: String, of partner: String, _ body: JSON = [:]) throws(Failure) -> JSON {
    var failed: JSON?
    let result = try stream("/partners/\(partner)/\(verb)", body) { line in
      if line["ok"]?.bool == false { failed = line }
    }
    guard result["ok"]?.bool == true else {
      var failure = ControlFault.failure(result["error"], status: 500)
      if let name = failed?["name"]?.string { failure.message = "\(name): \(failure.message)" }
      throw failure
    }
    return result
  }
}

extension OfficeClient {
  /// Imports objects, one a line.
  /// - Returns: how many were accepted.
  /// - Throws: exit 65 with the first problem when any was rejected.
  func importing(_ module: String, as party: String?, _ lines: [UInt8]) throws(Failure) -> Int {
    let path = "/own/import?module=\(module)" + (party.map { "&party=\($0)" } ?? "")
    let answer = try call(.post, path, lines, type: "application/x-ndjson")
    guard let accepted = answer["accepted"]?.int, answer["rejected"]?.int == 0 else {
      let problem = answer["problems"]?.elements?.first
      throw Failure(
        .badInput, "\(answer["rejected"]?.int ?? 0) \(module) rejected: \(problem?["message"]?.string ?? "?")"
      )
    }
    return accepted
  }
}
