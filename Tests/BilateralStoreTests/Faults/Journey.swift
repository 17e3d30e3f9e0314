import BilateralStore
import Testing

/// What a store is taken through while its disk fails.
struct Journey: Sendable, CustomTestStringConvertible {
  /// The end of the names whose writes throw by themselves.
  static let thrower = "throws"

  let name: String
  /// The schema that the database has before; 0: there is none.
  var schema = Migrations.all.count
  var logLimit = 32 << 20
  /// Pages after which the log is moved beside the writer; from twice as many on it is to start anew.
  var logPass = 1000
  /// Whether several callers write at once.
  var isCrowded = false
  /// Whether the writer does nothing more once a caller was told: then a copy of the files is of one moment.
  var isQuiet: Bool { !isCrowded && logLimit > 1 << 20 && logPass > 100 }
  let steps: @Sendable (Walk) async -> Void

  var testDescription: String { name }

  static let all = [
    Journey(name: "a new database", schema: 0) { walk in
      walk.open()
      await walk.put("first")
      await walk.look()
    },
    Journey(name: "an upgrade", schema: Migrations.all.count - 3) { walk in
      walk.open()
      await walk.put("first")
      await walk.look()
    },
    Journey(name: "writes that share a commit", isCrowded: true) { walk in
      walk.open()
      await walk.put(together: ["a", "b", "c-\(thrower)", "d"])
      await walk.look()
      await walk.put(together: ["e-\(thrower)", "f", "g"])
      await walk.put("h")
      await walk.look()
    },
    Journey(name: "an import") { walk in
      walk.open()
      await walk.put(24, inChunksOf: 8)
      await walk.look()
      await walk.readDuring("after")
      await walk.look()
    },
    Journey(name: "a log that is emptied", logLimit: 48 << 10) { walk in
      walk.open()
      for text in ["a", "b", "c"] {
        await walk.put(text, size: 20_000)
        await walk.look()
      }
      await walk.readDuring("d")
    },
    Journey(name: "a log that is moved meanwhile", logPass: 8) { walk in
      walk.open()
      for text in ["a", "b", "c", "d", "e"] {
        await walk.put(text, size: 20_000)
        await walk.look()
      }
      await walk.put(together: ["f", "g-\(thrower)", "h"])
    },
    Journey(name: "closed and opened again") { walk in
      walk.open()
      await walk.put("a")
      walk.close()
      walk.open()
      await walk.put("b")
      await walk.look()
      walk.close()
    },
  ]

  /// Databases as they are before, by schema.
  private static let shelf: [Int: StoreFolder] = {
    var shelf: [Int: StoreFolder] = [:]
    for schema in Set(all.map(\.schema)) where schema > 0 {
      let folder = StoreFolder()
      var options = folder.options
      options.waitsForDisk = false
      try? Store(at: folder.database, options: options, migrations: Array(Migrations.all.prefix(schema)))
        .close()
      shelf[schema] = folder
    }
    return shelf
  }()

  /// A folder with the database before the journey.
  func folder() -> StoreFolder {
    let folder = StoreFolder()
    Self.shelf[schema]?.copy(to: folder)
    return folder
  }
}
