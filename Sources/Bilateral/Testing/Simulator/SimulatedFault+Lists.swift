import BilateralBase

/// Paging and counting.
extension SimulatedFault {
  static let paging: [SimulatedFault] = [
    .list("link-missing", "P-42 TR-35", "no Link, although there is more", .tolerated) { answer, _ in
      answer.link = nil
    },
    .list("link-and-total-missing", "P-42 P-43", "neither Link nor X-Total-Count", .tolerated) { answer, _ in
      (answer.link, answer.total) = (nil, nil)
    },
    .list("link-relative", "P-42", "Link holds a relative address", .tolerated) { answer, call in
      answer.link = answer.link?.replacing(call.base, with: "/ocpi")
    },
    .list("link-without-rel", "P-42", "Link says no rel=\"next\"", .tolerated) { answer, _ in
      answer.link = answer.link?.replacing("; rel=\"next\"", with: "")
    },
    .list("link-of-many", "P-42", "Link lists several relations, rel unquoted", .tolerated) { answer, call in
      guard let link = answer.link?.replacing("\"next\"", with: "next") else { return }
      answer.link = "<\(call.page(0))>; rel=first, \(link), <\(call.page(0))>; rel=\"last\""
    },
    .list("link-inner-port", "P-42", "Link names the port behind its proxy", .tolerated) { answer, call in
      guard let port = call.base.split(separator: "/")[1].split(separator: ":").last else { return }
      answer.link = answer.link?.replacing(":\(port)/", with: ":8080/")
    },
    .list("link-without-filters", "P-42", "Link forgets limit and filters", .tolerated) { answer, call in
      guard answer.link != nil else { return }
      let next = call.offset + answer.rows.count
      answer.link = "<\(call.page(0).prefix { $0 != "?" })?offset=\(next)>; rel=\"next\""
    },
    .list("link-to-itself", "P-42 S-32", "Link leads to the same page", .recovers(after: "BR201")) {
      answer, call in
      answer.link = "<\(call.page(call.offset))>; rel=\"next\""
    },
    .list("link-in-circles", "P-42 S-32", "the last page leads back to the first", .recovers(after: "BR201"))
    {
      answer, call in
      if answer.link == nil { answer.link = "<\(call.page(0))>; rel=\"next\"" }
    },
    .list("link-malformed", "P-42", "Link cannot be read", .recovers(after: "BR203")) { answer, _ in
      if answer.link != nil { answer.link = "<http://[::1/next page>; rel=\"next\"" }
    },
    .list("link-after-the-end", "P-42", "the last page leads to an empty one", .tolerated) { answer, call in
      guard answer.link == nil, !answer.rows.isEmpty else { return }
      answer.link = "<\(call.page(call.offset + answer.rows.count))>; rel=\"next\""
    },
    .list("pages-empty-for-ever", "P-42 S-32", "empty pages lead on and on", .recovers(after: "BR204")) {
      answer, call in answer.link = "<\(call.page(call.offset + call.limit))>; rel=\"next\""
    },
    SimulatedFault(
      "pages-endless", "S-32", "ever more objects, more than it says", .pullEnds("BR205"),
      .answer { answer, call in
        guard call.route == .list("locations") else { return }
        let step = 1000
        answer.rows = Array(repeating: "\(call.offset)", count: step)
        answer.link = "<\(call.page(call.offset + step))>; rel=\"next\""
      }),
    .manners("offset-ignored", "P-41 S-32", "the same page for every offset", .pullEnds("BR201")) {
      manners, _ in manners.ignoresOffset = true
    },
  ]

  static let counts: [SimulatedFault] = [
    .list("total-missing", "P-43", "no X-Total-Count", .tolerated) { answer, _ in answer.total = nil },
    .list("total-too-small", "P-43", "X-Total-Count counts the page", .tolerated) { answer, _ in
      answer.total = "\(answer.rows.count)"
    },
    .list("total-too-large", "P-43", "X-Total-Count is far too large", .tolerated) { answer, _ in
      answer.total = "100000"
    },
    .list("total-no-number", "P-43", "X-Total-Count is a word", .tolerated) { answer, _ in
      answer.total = "many"
    },
    .list("limit-missing", "P-43 TR-34", "no X-Limit", .tolerated) { answer, _ in answer.limit = nil },
    .manners("limit-exceeded", "TR-40", "everything on one page, whatever we ask", .tolerated) {
      manners, _ in manners.ignoresLimit = true
    },
    .manners("limit-small", "P-41 TR-40", "ARG objects a page, whatever we ask", .tolerated, argument: "1") {
      manners, argument in manners.pageSize = Int(argument)
    },
    SimulatedFault(
      "list-shifts", "P-40 TR-39", "an object leaves while we read the list", .tolerated,
      .stock { objects, call in
        if call.crawl == 1, call.offset > 0, !objects.isEmpty { objects.removeFirst() }
      }),
    SimulatedFault(
      "list-shrinks", "P-50 TR-44", "60 % of the list vanish, then all of it", .heldBack,
      .stock { objects, call in
        if call.crawl == 2 { objects.removeLast(objects.count * 6 / 10) }
        if call.crawl > 2 { objects = [] }
      }),
    SimulatedFault(
      "objects-twice", "P-40", "some objects stand on two pages", .tolerated,
      .stock { objects, _ in objects.insert(contentsOf: objects.suffix(3), at: 0) }),
    .list("list-as-object", "P-23 TR-16", "one object in place of an array of one", .tolerated) {
      answer, _ in
      if answer.rows.count == 1 { answer.content = .one(answer.rows[0]) }
    },
    .list("list-null", "P-23", "an empty page is null", .tolerated) { answer, _ in
      if answer.rows.isEmpty { answer.content = .one("null") }
    },
    .list("list-in-items", "P-23", "the list stands in data.items", .pullEnds("BR106")) { answer, _ in
      answer.content = .one("{\"items\":[" + answer.rows.joined(separator: ",") + "]}")
    },
  ]
}
