import BilateralBase
import BilateralCrypto
package import BilateralNet
import BilateralStore
import BilateralTerms
import Foundation

/// Brings one message to its channel: a POST of JSON, a program with the JSON on stdin, or both.
package struct AlarmCourier: Sendable {
  private let commons: Commons
  private let loop: EventLoop

  /// A courier that posts on a loop.
  package init(commons: Commons, loop: EventLoop) {
    self.commons = commons
    self.loop = loop
  }

  /// Delivers; nil when it arrived, else why it did not.
  package func deliver(_ message: AlarmBook.Message) async -> String? {
    guard let channel = commons.fleet().file.alarmChannel(message.channel) else {
      return "partnerctl.toml has no [channels.\(message.channel)]"
    }
    guard channel.webhook != nil || !channel.command.isEmpty else {
      return "[channels.\(message.channel)] has neither webhook nor command"
    }
    let body = message.json.bytes
    var problems: [String] = []
    if let address = channel.webhook {
      problems += await post(body, to: address, channel).map { [$0] } ?? []
    }
    if !channel.command.isEmpty { problems += await run(channel, body).map { [$0] } ?? [] }
    return problems.isEmpty ? nil : problems.joined(separator: "; ")
  }

  private func post(_ body: [UInt8], to address: String, _ channel: AlarmChannel) async -> String? {
    do {
      let client = try client(for: channel)
      defer { client.close() }
      var fields: HTTPFields = [.contentType: "application/json", .accept: "*/*"]
      if let token = channel.token {
        fields.set(.authorization, "Bearer \(try commons.vault.text(token))")
      }
      let response = try await client.send(
        HTTPClientRequest(
          .post, try HTTPURL(address), fields, body: body,
          timeout: .milliseconds(channel.deadlineMilliseconds),
          responseLimit: 65_536))
      // Redirects are not followed (ruling 18): they are as good as a refusal.
      return response.status.isSuccess ? nil : "the webhook answered \(response.status)"
    } catch {
      return "\(error)"
    }
  }

  /// Ruling 18 holds here too: private addresses and plain HTTP in a test fleet, or where the channel allows them.
  private func client(for channel: AlarmChannel) throws -> HTTPClient {
    let fleet = commons.fleet()
    let isTest = fleet.file.environment == .test
    let policy =
      isTest ? .any : AddressPolicy(allowing: channel.allowPrivate.compactMap { IPRange($0) })
    var configuration = TLSConfiguration()
    if let bundle = channel.caBundle {
      let path = bundle.hasPrefix("/") ? bundle : "\(fleet.folder)/\(bundle)"
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw LinkMaker.Unusable(description: "the ca_bundle \(path) cannot be read")
      }
      configuration.authorities = .only(Array(bytes))
    }
    let tls = TLSContextBox(try TLSContext(configuration, role: .client))
    let plain = isTest ? Dialer(policy: policy) : nil
    return HTTPClient(on: loop, plain: plain, secure: Dialer(policy: policy, tls: tls))
  }

  private func run(_ channel: AlarmChannel, _ body: [UInt8]) async -> String? {
    guard let program = channel.command.first, program.hasPrefix("/") else {
      return "the command must begin with the path of a program"
    }
    let words = Array(channel.command.dropFirst())
    let deadline = channel.deadlineMilliseconds
    let status = await withCheckedContinuation {
      (waiting: CheckedContinuation<ProgramRun.End, Never>) in
      let work: @Sendable () -> Void = {
        waiting.resume(
          returning: ProgramRun(program, words, input: body).wait(milliseconds: deadline))
      }
      do { try startThread(named: "alarm", work) } catch { work() }
    }
    switch status {
    case .status(0): return nil
    case .status(let code): return "\(program) ended with \(code)"
    case .late: return "\(program) did not end within \(deadline) ms and was killed"
    case .notStarted(let reason): return "\(program) cannot be started: \(reason)"
    }
  }
}

extension AlarmBook.Message {
  /// What the channel gets.
  var json: JSON {
    let key = alarm.key
    return [
      "schema": "bilateral.alarm/1", "event": .string(event.rawValue),
      "id": .number("\(alarm.number)"),
      "partner": .string(key.partner), "condition": .string(key.condition),
      "code": AlarmTerms.Condition(rawValue: key.condition).map { .string($0.code) } ?? .null,
      "subject": .string(key.subject),
      "text": .string(alarm.text), "since": .string("\(alarm.since)"),
      "raised_at": alarm.raisedAt.map { .string("\($0)") } ?? .null,
      "resolved_at": alarm.resolvedAt.map { .string("\($0)") } ?? .null,
      "told": JSON(alarm.tellings),
    ]
  }
}
