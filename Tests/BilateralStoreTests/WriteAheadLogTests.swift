import BilateralBase
import BilateralStore
import Glibc
import Testing

@Suite struct WriteAheadLogTests {
  let folder = StoreFolder()

  private var logSize: Int {
    var status = stat()
    return stat(folder.database + "-wal", &status) == 0 ? Int(status.st_size) : 0
  }

  @Test func `the log is emptied above its limit and gone after closing`() throws {
    let store = try folder.open { $0.logLimit = 256 << 10 }
    // The making of the tables stands in the log until the first checkpoint.
    let opening = logSize
    let text = String(repeating: "x", count: 16 << 10)
    var greatest = 0
    for index in 0..<100 {
      try store.writeBlocking { tx in try tx.settings.set("\(index)", to: text) }
      greatest = max(greatest, logSize)
    }
    #expect(greatest > 0)
    // A hundred writes are 2.4 MB; a reader or a late checkpoint may let a few more in than the limit says.
    #expect(greatest < opening + (1 << 20))
    store.close()
    #expect(logSize == 0)
  }
}
