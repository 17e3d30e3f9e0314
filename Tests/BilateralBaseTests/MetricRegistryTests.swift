import BilateralBase
import Testing

@Suite struct MetricRegistryTests {
  @Test func `families and series are written in order, with help and type`() {
    let registry = MetricRegistry()
    let requests = registry.counter("requests_total", "Requests by outcome.", labels: ["partner", "outcome"])
    requests.increment("acme", "ok", by: 2)
    requests.increment("acme", "error")
    registry.gauge("lag_seconds", "How old the \"view\" is\nnow.").set(1.5)
    #expect(
      registry.exposition == """
        # HELP lag_seconds How old the "view" is\\nnow.
        # TYPE lag_seconds gauge
        lag_seconds 1.5
        # HELP requests_total Requests by outcome.
        # TYPE requests_total counter
        requests_total{partner="acme",outcome="error"} 1
        requests_total{partner="acme",outcome="ok"} 2

        """)
  }

  @Test func `label values are escaped`() {
    let registry = MetricRegistry()
    registry.gauge("g", "g", labels: ["name"]).set(-1, "a\"b\\c\nd")
    #expect(registry.exposition.contains(#"g{name="a\"b\\c\nd"} -1"#))
  }

  @Test func `a histogram counts cumulatively`() {
    let registry = MetricRegistry()
    let histogram = registry.histogram("h", "h", labels: ["m"], bounds: [1, 0.1])
    for value in [0.05, 0.1, 0.5, 7, .nan] { histogram.observe(value, "x") }
    histogram.observe(.milliseconds(250), "x")
    #expect(
      registry.exposition.hasSuffix(
        """
        h_bucket{m="x",le="0.1"} 2
        h_bucket{m="x",le="1"} 4
        h_bucket{m="x",le="+Inf"} 5
        h_sum{m="x"} 7.9
        h_count{m="x"} 5

        """))
  }

  @Test func `a family of too many series puts the rest into one`() {
    let registry = MetricRegistry()
    let counter = registry.counter("c_total", "c", labels: ["name"])
    for number in 0..<MetricRegistry.mostSeries + 10 { counter.increment("\(number)") }
    #expect(registry.exposition.contains("c_total{name=\"other\"} 10\n"))
  }

  @Test func `a series can be forgotten and a family found again`() {
    let registry = MetricRegistry()
    registry.gauge("g", "g", labels: ["a"]).set(1, "x")
    registry.gauge("g", "g", labels: ["a"]).set(2, "y")
    registry.gauge("g", "g", labels: ["a"]).remove("x")
    #expect(registry.exposition.hasSuffix("gauge\ng{a=\"y\"} 2\n"))
  }

  @Test func `counts from many tasks are all counted`() async {
    let registry = MetricRegistry()
    let counter = registry.counter("c_total", "c")
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<500 { counter.increment() } }
      }
    }
    #expect(registry.exposition.hasSuffix("c_total 4000\n"))
  }
}
