package import BilateralBase

/// The hours in which the partner agrees to work on the connection: `service_level.maintenance[]`.
package struct MaintenanceHours: Hashable, Sendable {
  /// One window of a week.
  struct Window: Hashable, Sendable {
    /// Sunday is 0; empty stands for every day.
    var weekdays: Set<Int>
    var hours: TimeWindow
    var zone: String

    func contains(_ now: Timestamp, _ zones: ZoneCatalog) -> Bool {
      guard let zone = try? zones.zone(zone) else { return false }
      let local = zone.local(now)
      let isNextDay = hours.start > hours.end && local.minuteOfDay < hours.end
      let weekday = isNextDay ? (local.weekday + 6) % 7 : local.weekday
      return (weekdays.isEmpty || weekdays.contains(weekday)) && hours.contains(local.minuteOfDay)
    }
  }

  let windows: [Window]

  /// Whether a moment is within them; a file without such hours has none.
  package func contain(_ now: Timestamp, zones: ZoneCatalog = ZoneCatalog()) -> Bool {
    windows.contains { $0.contains(now, zones) }
  }
}

extension TimeWindow {
  /// Whether a minute of the day is in the window, which may go over midnight.
  package func contains(_ minute: Int) -> Bool {
    start < end ? (start..<end).contains(minute) : minute >= start || minute < end
  }
}

extension PartnerFile {
  /// The hours for work on the connection.
  package var maintenanceHours: MaintenanceHours {
    MaintenanceHours(
      windows: (0..<count("service_level.maintenance")).compactMap { place in
        let path = "service_level.maintenance[\(place)]"
        guard case .window(let hours)? = entry("\(path).hours")?.value else { return nil }
        let days = texts("\(path).days").compactMap { Self.weekdays.firstIndex(of: $0.lowercased()) }
        return MaintenanceHours.Window(
          weekdays: Set(days), hours: hours, zone: text("\(path).zone") ?? "UTC")
      })
  }

  private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
}
