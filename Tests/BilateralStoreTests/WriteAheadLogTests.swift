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

  @Test func `under steady writing it is moved meanwhile and starts anew, below the limit`() throws {
    let store = try folder.open { ($0.logPass, $0.logRestart) = (50, 200) }
    let opening = logSize
    let text = String(repeating: "x", count: 16 << 10)
    for index in 0..<1000 { try store.writeBlocking { tx in try tx.settings.set("\(index % 50)", to: text) } }
    // A thousand writes are more than 16 MB of log; two hundred pages are 0.8 MB, and what comes during a pass.
    #expect(logSize < opening + (8 << 20))
    store.close()
    #expect(logSize == 0)
    let again = try folder.open()
    let found = try again.readBlocking { tx in try tx.settings.value("49") }
    #expect(found == text)
    again.close()
  }
}
