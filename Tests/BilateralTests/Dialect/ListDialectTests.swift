import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Testing

extension HTTPStatus {
  fileprivate static let moved = HTTPStatus(308) ?? .ok
}

/// Lists as partners really serve them.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ListDialectTests {
  static let objects = SampleLocation.list(25)

  @Test("P-25 a redirect to the same address with a slash is answered once, then the slash is written")
  func trailingSlash() async throws {
    let bench = try await OddBench.open { request in
      guard !request.target.path.hasSuffix("/") else { return OddAnswer.list(Self.objects) }
      return HTTPResponse(
        .moved, ["Location": "\(request.target.path)/?\(request.target.query ?? "")"])
    }
    #expect(await bench.pull().failure == nil)
    #expect(bench.learned == ["trailing_slash = true applied"])
    _ = bench.partner.take()
    #expect(await bench.pull().failure == nil)
    #expect(bench.partner.take().allSatisfy { $0.hasPrefix("GET /locations/?") })
    #expect(try bench.stored() == 25)
    await bench.close()
  }

  @Test("P-25 S-15 no other redirect is answered, nor one that the file rules out")
  func otherRedirects() async throws {
    let canary = try OddPartner { _ in OddAnswer.list([]) }
    let targets = ["\(canary.base)/locations/", "http://localhost:1/locations/", "/other", "/locations//"]
    for target in targets {
      let bench = try await OddBench.open { _ in HTTPResponse(.moved, ["Location": target]) }
      #expect(await bench.pull().failure?.diagnostic.code == "BR105")
      #expect(bench.partner.take().count == 1 && bench.learned.isEmpty)
      await bench.close()
    }
    #expect(canary.take().isEmpty)
    await canary.stop()
    let bench = try await OddBench.open("trailing_slash = false") { request in
      HTTPResponse(.moved, ["Location": "\(request.target.path)/"])
    }
    #expect(await bench.pull().failure?.diagnostic.code == "BR105")
    #expect(bench.learned == ["trailing_slash = true contradicted"])
    await bench.close()
  }

  @Test("P-41 a list without Link is counted on, and the next pull knows")
  func missingLink() async throws {
    let bench = try await OddBench.open {
      OddAnswer.page(Self.objects, of: $0, size: 10, ["X-Total-Count": "25"])
    }
    #expect(await bench.pull().failure == nil)
    #expect(try bench.stored() == 25)
    #expect(bench.learned == ["paging = offset applied"])
    #expect(await bench.pull().failure == nil)
    await bench.close()
  }

  @Test("P-41 P-43 a list with neither Link nor total ends early, until paging = \"offset\" counts on")
  func noHints() async throws {
    let server: OddPartner.Answer = { OddAnswer.page(Self.objects, of: $0, size: 10) }
    let first = try await OddBench.open("", server)
    _ = await first.pull()
    #expect(try first.stored() == 10)
    #expect(first.learned == ["total_count_header = false applied"])
    await first.close()
    let second = try await OddBench.open("paging = \"offset\"", server)
    #expect(await second.pull().failure == nil)
    #expect(try second.stored() == 25)
    await second.close()
  }

  @Test(
    "P-42 a Link that loops stops one pull; the next one counts on by offset",
    arguments: [
      "<http://127.0.0.1:1/locations?offset=0>; rel=\"next\"", "<http://elsewhere.example/x>; rel=\"next\"",
      "<:::>; rel=\"next\"",
    ])
  func brokenLink(_ link: String) async throws {
    let bench = try await OddBench.open {
      OddAnswer.page(Self.objects, of: $0, size: 10, ["X-Total-Count": "25", "Link": link])
    }
    #expect(await bench.pull().failure?.exit == 5)
    #expect(bench.learned.contains("paging = offset applied"))
    #expect(await bench.pull().failure == nil)
    #expect(try bench.stored() == 25)
    await bench.close()
  }

  @Test(
    "P-42 S-32 a partner that ignores the offset ends the pull, unless paging = \"hash\" calls that the end")
  func repeatedPage() async throws {
    let server: OddPartner.Answer = { _ in OddAnswer.envelope("[\(Self.objects[0])]") }
    let offset = try await OddBench.open("paging = \"offset\"", server)
    #expect(await offset.pull().failure?.diagnostic.code == "BR206")
    await offset.close()
    let hash = try await OddBench.open("paging = \"hash\"", server)
    #expect(await hash.pull().failure == nil)
    #expect(try hash.stored() == 1)
    await hash.close()
  }

  @Test("P-42 link-only never counts on, whatever is announced")
  func linkOnly() async throws {
    let bench = try await OddBench.open("paging = \"link-only\"") {
      OddAnswer.page(Self.objects, of: $0, size: 10, ["X-Total-Count": "25"])
    }
    _ = await bench.pull()
    #expect(try bench.stored() == 10)
    await bench.close()
  }

  @Test("P-43 a total smaller than what came is noted and not believed any more")
  func wrongTotal() async throws {
    let bench = try await OddBench.open {
      OddAnswer.page(Array(Self.objects.prefix(10)), of: $0, size: 10, ["X-Total-Count": "4"])
    }
    #expect(await bench.pull().failure == nil)
    #expect(bench.learned == ["total_count_header = false applied"])
    await bench.close()
  }

  @Test("P-23 an object in place of a list of one is taken; an object without an id is not")
  func listAsObject() async throws {
    let bench = try await OddBench.open { _ in OddAnswer.envelope(Self.objects[0], ["X-Total-Count": "1"]) }
    #expect(await bench.pull().failure == nil)
    #expect(try bench.stored() == 1)
    #expect(bench.learned == ["list_as_object = true applied"])
    bench.partner.answer { _ in OddAnswer.envelope("{\"hint\":\"none\"}") }
    #expect(await bench.pull().failure?.diagnostic.code == "BR106")
    await bench.close()
    let strict = try await OddBench.open("list_as_object = false") { _ in OddAnswer.envelope(Self.objects[0])
    }
    #expect(await strict.pull().failure?.diagnostic.code == "BR106")
    await strict.close()
  }

  @Test(
    "P-20 P-23 a bare list is taken; an error without an envelope is a refusal, with 200 too",
    arguments: [
      (200, "{\"error\":\"no such tenant\"}"), (500, "<html>oops</html>"), (404, "{\"message\":\"no\"}"),
    ])
  func bare(_ http: Int, _ body: String) async throws {
    let bench = try await OddBench.open { _ in
      OddAnswer.raw("[\(Self.objects[0])]", ["X-Total-Count": "1"])
    }
    #expect(await bench.pull().failure == nil)
    #expect(try bench.stored() == 1 && bench.learned == ["bare_data = true applied"])
    bench.partner.answer { _ in OddAnswer.raw(body, http: HTTPStatus(http) ?? .ok) }
    #expect(await bench.pull().failure?.diagnostic.code == "BR105")
    #expect(try bench.stored() == 1)
    #expect(bench.learned.contains("errors_without_envelope = true applied"))
    await bench.close()
  }

  @Test("TR-92 2004 in answer to a list is a rate limit, kept as a pause")
  func status2004() async throws {
    let bench = try await OddBench.open { _ in
      OddAnswer.envelope("null", status: 2004, ["Retry-After": "120"])
    }
    #expect(await bench.pull().failure?.diagnostic.code == "BR104")
    #expect(bench.link.client.remainingPause > .seconds(60))
    #expect(bench.learned == ["status_2004_means_429 = true applied"])
    _ = bench.partner.take()
    #expect(await bench.pull().failure?.diagnostic.code == "BR104")
    #expect(bench.partner.take().isEmpty, "the pause is kept")
    await bench.close()
    let plain = try await OddBench.open("status_2004_means_429 = false") { _ in
      OddAnswer.envelope("null", status: 2004)
    }
    #expect(await plain.pull().failure?.diagnostic.code == "BR105")
    await plain.close()
  }

  @Test(
    "TR-10 a list that is answered with 405 is proposed as not served, and not pulled once the file says so")
  func noGet() async throws {
    let bench = try await OddBench.open { _ in HTTPResponse(.methodNotAllowed) }
    #expect(await bench.pull().failure?.diagnostic.code == "BR105")
    #expect(bench.learned == ["no_get = locations proposed"])
    #expect(PullStep<Location>(bench.link, bench.platform.commons).isWanted)
    await bench.close()
    let stated = try await OddBench.open("no_get = [\"locations\"]") { _ in HTTPResponse(.methodNotAllowed) }
    #expect(!PullStep<Location>(stated.link, stated.platform.commons).isWanted)
    await stated.close()
  }

  @Test("P-44 a list that refuses date_from is proposed, and then only pulled in full")
  func dateFrom() async throws {
    let server: OddPartner.Answer = { request in
      request.query("date_from") == nil
        ? OddAnswer.list(Self.objects) : OddAnswer.envelope("null", status: 2001)
    }
    let bench = try await OddBench.open("", server)
    #expect(await bench.pull(.delta).failure?.diagnostic.code == "BR105")
    #expect(bench.learned == ["date_from = false proposed"])
    await bench.close()
    let stated = try await OddBench.open("date_from = false", server)
    #expect(await stated.pull(.delta).failure == nil)
    #expect(stated.partner.take().allSatisfy { !$0.contains("date_from") })
    await stated.close()
  }
}
