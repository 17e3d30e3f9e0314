import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms

extension Board {
  /// One partner: how it stands, how it went, what is agreed, whom to call.
  func partner(_ request: HTTPRequest, _ page: inout BoardPage) async throws {
    let id = request.parameters["id"]
    guard let link = commons.links[id] else { throw ControlFailure.noPartner(id) }
    let all = StatusOverview(try await PartnerStatus.list(commons, only: [id]))
    let status = all.partners.first ?? .null
    page.place = nil
    page.title = status["name"]?.string ?? id
    page.content.leaf("h1", status["name"]?.string ?? id)
    page.content.leaf("p", head(link, status), ["class": "sub"])
    try await standing(link, status, &page.content)
    modules(status, &page.content)
    try await figures(link, &page.content)
    await faults(link, &page.content)
    ask(id, &page.content)
    terms(link, &page.content)
    contacts(link, &page.content)
  }

  private func head(_ link: PartnerLink, _ status: JSON) -> String {
    let roles = link.terms.technical.theirRoles.map { "\($0)" }.joined(separator: ", ")
    return [
      link.id, roles, FleetRow.state(status), status["version"]?.string.map { "OCPI \($0)" },
      FleetRow.route(status),
    ].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private func standing(_ link: PartnerLink, _ status: JSON, _ html: inout MarkupText) async throws {
    let alarms = try await commons.store.read { tx in try tx.alarms.list() }
      .filter { $0.key.partner == link.id && ($0.state == "raised" || $0.state == "acknowledged") }
    for alarm in alarms {
      html.element("div", ["class": "note bad"]) { html in
        html.leaf("p", alarm.text)
        html.leaf(
          "p", "Alarm \(alarm.number), \(alarm.state), since \(BoardWords.time("\(alarm.since)") ?? "")",
          ["class": "sub"])
      }
    }
    if let step = status["next_step"], !step.isNull {
      html.element("div", ["class": "note"]) { html in
        html.leaf("p", step["text"]?.string)
        html.leaf("p", step["command"]?.string.map { "Next: \($0)" })
      }
    }
    if status["drift"]?.bool == true {
      html.element("div", ["class": "note"]) { html in
        html.leaf("p", "The file holds terms that are not in force yet: partnerctl plan \(link.id)")
      }
    }
  }

  private func modules(_ status: JSON, _ html: inout MarkupText) {
    html.leaf("h2", "Data")
    let members = status["modules"]?.members ?? []
    guard !members.isEmpty else { return html.leaf("p", "Nothing was exchanged yet.") }
    html.table(
      ["Module", "Received", "Shown", "Last success", "Behind", "To send", "Quarantine", "Last error"],
      caption: "Data by module",
      members.map { member in
        let module = member.value
        let error = module["last_error"]?.string
        return [
          BoardCell(member.name), .number(module["received"]?.numberText),
          .number(module["sent"]?.numberText),
          BoardCell(BoardWords.time(module["last_success"]?.string)),
          .number(module["lag_seconds"]?.int.map(BoardWords.duration)), .number(module["outbox"]?.numberText),
          .number(
            module["quarantine"]?.numberText, grade: (module["quarantine"]?.int ?? 0) > 0 ? "watch" : nil),
          BoardCell(error, grade: error == nil ? nil : "bad"),
        ]
      })
  }

  private func figures(_ link: PartnerLink, _ html: inout MarkupText) async throws {
    let now = commons.surroundings.wallClock.now()
    let period = SettlementPeriod(.month, containing: CivilDate(now))
    let answer = try await months.answer(of: link.id, period, at: now) {
      try await FiguresReading(commons: commons).figures(link, period, now: now).json
    }
    let known = ReportFigure.all(answer).filter { $0.value != nil }
    html.leaf("h2", "How it goes, \(period)")
    guard !known.isEmpty || !(answer["sold"] ?? .null).isNull || !(answer["bought"] ?? .null).isNull else {
      return html.leaf("p", "Nothing was measured yet.")
    }
    if !known.isEmpty {
      html.table(
        ["Figure", "Measured", "Over", "Usual"], caption: "Figures of \(period)",
        known.map { figure in
          [
            BoardCell(figure.name),
            .number(figure.value, grade: figure.grade == .none ? nil : figure.grade.rawValue),
            .number(figure.basis), .number(figure.usual),
          ]
        })
    }
    for (side, title) in [
      ("sold", "At our stations, their drivers"), ("bought", "At their stations, our drivers"),
    ] {
      value(answer[side], title, &html)
    }
  }

  private func value(_ side: JSON?, _ title: String, _ html: inout MarkupText) {
    guard let side, !side.isNull, (side["sessions"]?.int ?? 0) > 0 || !(side["net"]?.elements ?? []).isEmpty
    else { return }
    html.leaf("h3", title)
    let net = (side["net"]?.elements ?? []).map {
      "\($0["amount"]?.string ?? "") \($0["currency"]?.string ?? "")"
    }
    html.element("div", ["class": "tiles"]) { html in
      html.tile("sessions", side["sessions"]?.numberText ?? "0")
      html.tile("kWh", side["kwh"]?.string ?? "0")
      for amount in net { html.tile("net", amount) }
    }
    let days = side["days"]?.elements ?? []
    guard days.count > 1 else { return }
    let bars = days.map { day in
      ReportChart.Bar(
        label: day["day"]?.string ?? "", value: Rational(day["sessions"]?.int ?? 0),
        text: "\(day["sessions"]?.int ?? 0) sessions")
    }
    html.raw(ReportChart(title: "sessions by day", bars: bars).columns)
  }

  /// What failed last between us.
  private func faults(_ link: PartnerLink, _ html: inout MarkupText) async {
    guard let exchanges else { return }
    var filter = ExchangeFilter()
    (filter.partner, filter.level) = (link.id, .error)
    let rows = ((try? await exchanges.list(filter, limit: 8)) ?? []).sorted { $0.seq > $1.seq }
    guard !rows.isEmpty else { return }
    html.leaf("h2", "What failed last")
    html.element("ol", ["class": "line"]) { html in
      for row in rows {
        html.element("li") { html in
          html.leaf("time", BoardWords.time("\(row.at)"), ["datetime": "\(row.at)"])
          html.leaf("span", row.words)
        }
      }
    }
  }

  private func ask(_ id: String, _ html: inout MarkupText) {
    html.leaf("h2", "Why did something happen?")
    WhyForm(partner: id).write(&html)
  }

  private func terms(_ link: PartnerLink, _ html: inout MarkupText) {
    let fleet = commons.fleet()
    let file = link.terms.money
    let lists = PriceListSource(fleet.lists, party: fleet.file.ownerParty)
    let worked = WorkedPrices(file, lists: lists, now: commons.surroundings.wallClock.now())
    let terms = PlainTerms(file, prices: worked.prices)
    html.leaf("h2", "What is agreed")
    html.element("div", ["class": "terms"]) { html in
      for paragraph in terms.paragraphs where paragraph.heading != "Whom to call" {
        html.leaf("h3", paragraph.heading)
        for sentence in paragraph.sentences { html.leaf("p", sentence) }
      }
    }
  }

  private func contacts(_ link: PartnerLink, _ html: inout MarkupText) {
    let file = link.terms.technical
    let contacts = PartnerFact.contacts(file).values.sorted { $0.role < $1.role }
    html.leaf("h2", "Whom to call")
    guard !contacts.isEmpty else { return html.leaf("p", "The file names nobody: [contacts.operations]") }
    html.table(
      ["For", "Who", "Phone", "Mail", "Hours"], caption: "Contacts",
      contacts.map { contact in
        [
          BoardCell(contact.role.replacing("_", with: " ")), BoardCell(contact.name),
          BoardCell(contact.phone, link: contact.phone.map { "tel:\($0.filter { $0 != " " })" }),
          BoardCell(contact.email, link: contact.email.map { "mailto:\($0)" }),
          BoardCell([contact.hours, contact.zone].compactMap { $0 }.joined(separator: ", ")),
        ]
      })
    let steps = PartnerFact.escalation(file)
    guard !steps.isEmpty else { return }
    html.leaf("h3", "When nobody answers")
    html.element("ol") { html in
      for step in steps {
        html.leaf("li", "after \(step.after): \(step.to)\(step.via.map { ", by \($0)" } ?? "")")
      }
    }
  }
}

extension ExchangeRow {
  /// What was asked, and how it ended; without the query, which may name a driver.
  fileprivate var words: String {
    let asked = direction == .inbound ? "they asked \(method)" : "we asked \(method)"
    let ended = [
      http.map { "HTTP \($0)" } ?? "no answer", ocpi.map { "OCPI \($0)" }, error, "\(microseconds / 1000) ms",
    ]
    return "\(asked) \(module ?? path.prefix { $0 != "?" }.description): "
      + ended.compactMap { $0 }.joined(separator: ", ")
  }
}
