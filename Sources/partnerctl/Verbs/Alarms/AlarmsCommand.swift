import BilateralBase

extension Command {
  /// `alarms`: what is wrong, and that somebody has seen it.
  static let alarms = Command(
    group: .run, name: "alarms", summary: "what is wrong now; acknowledge what is being seen to",
    about:
      "Partner files say what is watched, by [[service_level.alarms]]; [[alarms]] in partnerctl.toml says it "
      + "for the others, and [channels.NAME] there who is told. An acknowledged alarm is not told again; its end is.",
    positionals: [
      .init(name: "WORD", optional: true, repeats: true, summary: "nothing for the list; or ack and numbers")
    ],
    examples: [
      .init(line: "partnerctl alarms", says: "everything that is wrong"),
      .init(line: "partnerctl alarms ack 17", says: "seen: alarm 17 is not told again"),
    ],
    exits: [.done, .conflict, .missing], acts: [.dryRun, .timeout, .csv],
    run: { (invocation) async throws(Failure) in try await Alarms(invocation: invocation).run() })
}

/// `alarms list` and `alarms ack`.
struct Alarms: Sendable {
  /// The parsed line.
  let invocation: Invocation

  /// Does what the first word says.
  func run() async throws(Failure) -> ExitCode {
    let words = invocation.arguments.positionals
    switch words.first ?? "list" {
    case "list" where words.count <= 1: try await list()
    case "ack" where words.count > 1: try acknowledge(Array(words.dropFirst()))
    case "ack":
      throw .usage("alarms ack needs the number of an alarm", help: "partnerctl alarms lists them")
    default:
      throw .usage(
        "alarms knows no \"\(words.joined(separator: " "))\"", help: "alarms, or alarms ack N")
    }
    return .done
  }

  private func list() async throws(Failure) {
    let reading = try await ControlClient(invocation).look("/alarms")
    AlarmsView(invocation: invocation).show(reading)
  }

  private func acknowledge(_ numbers: [String]) throws(Failure) {
    if let odd = numbers.first(where: { Int($0) == nil }) {
      throw .usage("\"\(odd)\" is not the number of an alarm", help: "partnerctl alarms lists them")
    }
    if invocation.isDryRun {
      return invocation.talk.print("would acknowledge \(numbers.joined(separator: ", "))")
    }
    let client = try ControlClient(invocation)
    for number in numbers {
      let answer = try client.post("/alarms/\(number)/ack")
      AlarmsView(invocation: invocation).acknowledged(number, answer)
    }
  }
}
