import Bilateral
import BilateralNet
import BilateralTesting
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct DeadLinkTests {
  private static let objects = SampleLocation.list(25)

  /// A list whose next links have another path than the list, where nobody answers.
  private static func server(_ http: HTTPStatus) -> OddPartner.Answer {
    { request in
      guard request.target.path == "/locations" else {
        return OddAnswer.raw(#"{"detail":"Not Found"}"#, http: http)
      }
      return OddAnswer.page(
        objects, of: request, size: 10,
        ["X-Total-Count": "25", "Link": "</cpo/ModuleID.locations/?offset=10>; rel=\"next\""])
    }
  }

  @Test(
    "P-42 a Link that the partner itself does not answer is counted past at once, and the next pull knows",
    arguments: [HTTPStatus.notFound, .badRequest])
  func countsOn(_ http: HTTPStatus) async throws {
    let bench = try await OddBench.open("", Self.server(http))
    let report = await bench.pull()
    #expect(report.failure == nil && report.hasCompletedFull)
    #expect(try bench.stored() == 25)
    #expect(bench.learned.contains("paging = offset applied"))
    _ = bench.partner.take()
    #expect(await bench.pull().failure == nil)
    #expect(bench.partner.take().allSatisfy { $0.hasPrefix("GET /locations?") })
    await bench.close()
  }

  @Test(
    "P-42 paging = \"link-only\" is obeyed: such a list is not read on, and what is missing is not removed")
  func obeysFile() async throws {
    let bench = try await OddBench.open("paging = \"link-only\"", Self.server(.notFound))
    #expect(await bench.pull().failure?.diagnostic.code == "BR105")
    #expect(try bench.stored() == 10)
    #expect(bench.learned.contains("paging = offset contradicted"))
    await bench.close()
  }
}
