import Glibc

/// The write-ahead log's file, watched for its size.
///
/// The log starts anew once all of it was moved into the database, yet the file keeps its greatest length, and
/// grows while a reader is slow; above the limit the writer empties it.
struct LogFile: Sendable {
  let path: String
  /// Bytes above which the log is large.
  let limit: Int

  var size: Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  var isLarge: Bool { size > limit }
}
