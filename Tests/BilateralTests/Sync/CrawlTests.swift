import Bilateral
import BilateralBase
import Testing

@Suite struct CrawlTests {
  func crawl(_ kind: SyncSchedule.Kind = .full) -> Crawl {
    Crawl(kind: kind, firstURL: "https://p/l?offset=0&limit=50", dateFrom: nil, generation: 1)
  }

  @Test("TR-36 a page without Link ends the walk")
  func endsWithoutLink() {
    var walk = crawl()
    #expect(walk.took(.init(objects: 3, total: 3, next: .none)) == .finished)
    #expect(walk.isWholeTruth)
  }

  @Test("TR-37 the next link is followed exactly as given")
  func followsLink() {
    var walk = crawl()
    let next = "https://p/l?cursor=abc"
    #expect(walk.took(.init(objects: 50, total: 90, next: .url(next))) == .fetch(next))
    #expect(walk.nextURL == next)
  }

  @Test("P-41 without Link but with more announced, the offset counts what was received")
  func countsReceived() {
    var walk = crawl()
    let step = walk.took(.init(objects: 40, total: 90, next: .none))
    #expect(step == .fetch("https://p/l?offset=40&limit=50"))
  }

  @Test("S-32 a link to itself stops the walk")
  func stopsLoop() {
    var walk = crawl()
    let own = "https://p/l?offset=0&limit=50"
    #expect(walk.took(.init(objects: 50, total: nil, next: .url(own))) == .stopped(.loop(own)))
  }

  @Test("S-15 a link to another host stops the walk")
  func stopsForeign() {
    var walk = crawl()
    #expect(
      walk.took(.init(objects: 50, total: nil, next: .foreign("https://evil/")))
        == .stopped(.foreignLink("https://evil/")))
  }

  @Test("P-42 an empty page with a link stops the walk")
  func stopsEmpty() {
    var walk = crawl()
    let next = "https://p/l?offset=50"
    #expect(walk.took(.init(objects: 0, total: nil, next: .url(next))) == .stopped(.emptyPageWithLink(next)))
  }

  @Test("S-32 the number of pages is bounded")
  func stopsEndless() {
    var bounds = Crawl.Bounds()
    bounds.pages = 2
    var walk = Crawl(kind: .full, firstURL: "a", dateFrom: nil, generation: 1, bounds: bounds)
    #expect(walk.took(.init(objects: 1, total: nil, next: .url("b"))) == .fetch("b"))
    #expect(
      walk.took(.init(objects: 1, total: nil, next: .url("c"))) == .stopped(.tooLong(pages: 2, objects: 2)))
  }

  @Test("TR-39 a falling total is noticed, and absence is then no removal")
  func noticesShift() {
    var walk = crawl()
    _ = walk.took(.init(objects: 50, total: 90, next: .url("b")))
    #expect(walk.took(.init(objects: 39, total: 89, next: .none)) == .finished)
    #expect(walk.hasShifted)
    #expect(!walk.isWholeTruth)
  }

  @Test("P-50 a list shorter than its total is not the whole truth")
  func shortList() {
    var walk = crawl()
    #expect(walk.took(.init(objects: 0, total: 10, next: .none)) == .finished)
    #expect(!walk.isWholeTruth)
  }
}
