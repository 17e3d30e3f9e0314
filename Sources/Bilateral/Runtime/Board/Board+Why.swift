import BilateralBase
import BilateralNet
import BilateralTerms

extension Board {
  /// The question of support, and its answer.
  func why(_ request: HTTPRequest, _ page: inout BoardPage) async throws {
    page.place = .why
    page.title = "Why?"
    page.isLive = false
    page.content.leaf("h1", "Why did something happen?")
    let form = WhyForm(request)
    form.write(&page.content)
    guard form.isAsked else { return }
    let reading = WhyReading(commons: commons, exchanges: exchanges)
    do {
      let question = try WhyQuestion(form)
      if let partner = question.partner, commons.links[partner] == nil {
        throw ControlFailure.noPartner(partner)
      }
      write(WhyAnswer(try await reading.facts(question)).json, &page.content)
    } catch let error as ControlFailure {
      page.content.element("div", ["class": "note bad", "role": "alert"]) { html in
        html.leaf("p", error.message)
        html.leaf("p", error.help)
      }
    }
  }

  private func write(_ answer: JSON, _ html: inout MarkupText) {
    let cause = answer["cause"] ?? .null
    let isProblem = cause["is_problem"]?.bool ?? false
    html.element("div", ["class": isProblem ? "note bad" : "note good"]) { html in
      html.leaf("h2", cause["title"]?.string)
      html.leaf("p", cause["text"]?.string)
    }
    call(answer["call"] ?? .null, &html)
    let also = (answer["also"]?.elements ?? []).filter { $0["is_problem"]?.bool == true }
    if !also.isEmpty {
      html.leaf("h2", "Also")
      for other in also.prefix(5) {
        html.leaf("p", "\(other["title"]?.string ?? ""): \(other["text"]?.string ?? "")")
      }
    }
    timeline(answer, &html)
    if let ticket = answer["ticket"]?.string {
      html.leaf("h2", "For the ticket")
      // A leaf would join the lines.
      html.raw(
        "<pre>"
          + ticket.split(separator: "\n", omittingEmptySubsequences: false)
          .map { MarkupText.escaped(String($0)) }.joined(separator: "\n") + "</pre>")
    }
  }

  private func call(_ call: JSON, _ html: inout MarkupText) {
    guard !call.isNull else { return }
    html.leaf("h2", "Whom to call")
    html.facts([
      ("Partner", call["name"]?.string), ("Who", call["contact"]?.string ?? call["role"]?.string),
      ("Phone", call["phone"]?.string), ("Mail", call["email"]?.string), ("Channel", call["channel"]?.string),
      ("Hours", call["hours"]?.string),
    ])
  }

  private func timeline(_ answer: JSON, _ html: inout MarkupText) {
    let lines = answer["timeline"]?.elements ?? []
    guard !lines.isEmpty else { return }
    html.leaf("h2", "What happened")
    html.element("ol", ["class": "line"]) { html in
      for line in lines {
        let at = line["at"]?.string ?? ""
        html.element("li") { html in
          html.leaf("time", BoardWords.time(at), ["datetime": at])
          html.leaf(
            "span", [line["partner"]?.string, line["text"]?.string].compactMap { $0 }.joined(separator: ": "))
        }
      }
    }
  }
}

/// What somebody typed into the form of the question.
struct WhyForm {
  var id = ""
  var card = ""
  var evse = ""
  var place = ""
  var time = ""
  var partner = ""

  /// An empty form about one partner.
  init(partner: String) { self.partner = partner }

  /// The form as it was sent.
  init(_ request: HTTPRequest) {
    func text(_ name: String) -> String {
      // A form writes a blank as a plus.
      String((request.query(name) ?? "").replacing("+", with: " ").prefix(200))
    }
    (id, card, evse) = (text("id"), text("card"), text("evse"))
    (place, time, partner) = (text("near"), text("at"), text("partner"))
  }

  /// Whether anything is asked.
  var isAsked: Bool { [id, card, evse, place].contains { !$0.isEmpty } }

  private var fields: [(name: String, title: String, value: String, hint: String)] {
    [
      ("id", "Session, CDR or request id", id, ""), ("card", "Card or contract", card, "printed number"),
      ("evse", "EVSE", evse, "DE*NVO*E0442*1"), ("near", "Place", place, "name, street or town"),
      ("at", "Time", time, "20:10"), ("partner", "Partner", partner, "its id"),
    ]
  }

  /// The form.
  func write(_ html: inout MarkupText) {
    html.element("form", ["class": "ask", "method": "get", "action": "/board/why"]) { html in
      for field in fields {
        html.raw(
          "<label>\(field.title) <input name=\"\(field.name)\" value=\"\(MarkupText.escaped(field.value))\" "
            + "placeholder=\"\(MarkupText.escaped(field.hint))\"></label>")
      }
      html.leaf("button", "Ask", ["type": "submit"])
    }
  }
}

extension WhyQuestion {
  /// The question of a form.
  ///
  /// - Throws: BR770 when nothing is asked.
  init(_ form: WhyForm) throws(ControlFailure) {
    func text(_ text: String) -> String? { text.allSatisfy(\.isWhitespace) ? nil : text }
    self.init()
    (id, card, evse) = (text(form.id), text(form.card), text(form.evse))
    (place, time, partner) = (text(form.place), text(form.time), text(form.partner))
    try demandSubject()
  }
}
