import Synchronization

/// All metrics of the process, and their text for Prometheus.
///
/// Families are made once at start-up and handed to who counts. Their labels must come from closed sets (partner id,
/// module, outcome), never from a URL or a body; a family that still grows past ``mostSeries`` puts what comes later in
/// one series whose labels read `other`, so that a hostile partner cannot fill our memory.
package final class MetricRegistry: Sendable {
  /// The most series of one family.
  package static let mostSeries = 5_000

  private let families = Mutex<[MetricFamily]>([])

  /// An empty registry.
  package init() {}

  /// Makes (or finds again) a number that only grows; the name ends in `_total`.
  package func counter(_ name: String, _ help: String, labels: [String] = []) -> Counter {
    Counter(family: family(name, help, labels, .counter))
  }

  /// Makes (or finds again) a number that goes up and down.
  package func gauge(_ name: String, _ help: String, labels: [String] = []) -> Gauge {
    Gauge(family: family(name, help, labels, .gauge))
  }

  /// Makes (or finds again) a distribution; `bounds` are the upper ends of its classes, ascending.
  package func histogram(
    _ name: String, _ help: String, labels: [String] = [], bounds: [Double] = Histogram.seconds
  ) -> Histogram {
    Histogram(family: family(name, help, labels, .histogram(bounds.sorted())))
  }

  /// The metrics in Prometheus' text format 0.0.4: families by name, series by labels.
  package var exposition: String {
    families.withLock { $0 }.sorted { $0.name < $1.name }.map(\.exposition).joined()
  }

  private func family(
    _ name: String, _ help: String, _ labels: [String], _ kind: MetricFamily.Kind
  ) -> MetricFamily {
    families.withLock { families in
      if let known = families.first(where: { $0.name == name }) {
        precondition(
          known.labels == labels && known.kind == kind, "metric \(name) is made twice in two shapes")
        return known
      }
      let family = MetricFamily(name: name, help: help, labels: labels, kind: kind)
      families.append(family)
      return family
    }
  }
}

/// A number that only grows.
package struct Counter: Sendable {
  let family: MetricFamily

  /// Adds to the series with these label values, given in the order of the labels.
  package func increment(_ labels: String..., by amount: UInt64 = 1) {
    family.update(labels) { $0.value += Double(amount) }
  }
}

/// A number that goes up and down.
package struct Gauge: Sendable {
  let family: MetricFamily

  /// Sets the series with these label values.
  package func set(_ value: Double, _ labels: String...) {
    family.update(labels) { $0.value = value }
  }

  /// Adds to the series with these label values.
  package func add(_ value: Double, _ labels: String...) {
    family.update(labels) { $0.value += value }
  }

  /// Forgets the series with these label values, when what it measured is gone.
  package func remove(_ labels: String...) {
    family.remove(labels)
  }
}

/// A distribution in classes.
package struct Histogram: Sendable {
  /// Classes for times from a millisecond to a minute.
  package static let seconds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  ]

  let family: MetricFamily

  /// Counts one value in the series with these label values.
  package func observe(_ value: Double, _ labels: String...) {
    count(value, labels)
  }

  /// Counts one duration, in seconds.
  package func observe(_ duration: Duration, _ labels: String...) {
    let (seconds, attoseconds) = duration.components
    count(Double(seconds) + Double(attoseconds) / 1e18, labels)
  }

  private func count(_ value: Double, _ labels: [String]) {
    guard !value.isNaN, case .histogram(let bounds) = family.kind else { return }
    let place = bounds.firstIndex { value <= $0 } ?? bounds.count
    family.update(labels) { series in
      if series.classes.isEmpty { series.classes = [UInt64](repeating: 0, count: bounds.count + 1) }
      series.classes[place] += 1
      series.value += value
    }
  }
}
