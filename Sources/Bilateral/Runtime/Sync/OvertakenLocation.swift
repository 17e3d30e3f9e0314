import BilateralBase
import BilateralModel
import BilateralStore

/// A location of a list that was asked for before some of its EVSEs were pushed to us.
///
/// A location's time may move without its EVSEs', so the location of the list can be newer as a whole while the
/// status of an EVSE in it is older than the one that was pushed. Times of EVSEs are often whole seconds: of equal ones
/// what was pushed is the later word.
enum OvertakenLocation {
  /// The location of the list, with the EVSEs that we hold where those of the list are not newer.
  ///
  /// - Parameters:
  ///   - listed: the location as the list shows it; objects of other modules stay as they are.
  ///   - held: our text of it.
  /// - Returns: what is to be stored.
  static func mended(_ listed: ReceivedObject, _ held: JSONText) -> ReceivedObject {
    guard listed.module == Location.module.rawValue,
      let root = try? JSONDocument(wire: listed.body.bytes).root, let evses = root["evses"]?.elements,
      let known = try? JSONDocument(wire: held.bytes).root["evses"]?.elements
    else { return listed }
    let ours = Dictionary(known.compactMap { node in uid(node).map { ($0, node) } }) { first, _ in first }
    var bytes: [UInt8] = []
    var start = 0
    let text = listed.body.bytes
    for node in evses {
      guard let uid = uid(node), let own = ours[uid], !isNewer(node, than: own) else { continue }
      let raw = node.rawBytes
      bytes += text[start..<raw.startIndex]
      bytes += own.rawBytes
      start = raw.endIndex
    }
    guard start > 0 else { return listed }
    bytes += text[start...]
    guard let document = try? JSONDocument(wire: bytes) else { return listed }
    var mended = listed
    mended.body = JSONText(bytes)
    mended.hash = ObjectReader<Location>.hash(document.root)
    return mended
  }

  private static func uid(_ evse: JSONNode) -> CiString? { evse["uid"]?.string.map { CiString($0) } }

  private static func isNewer(_ listed: JSONNode, than held: JSONNode) -> Bool {
    guard let ours = time(held) else { return true }
    return time(listed).map { $0 > ours } ?? false
  }

  private static func time(_ evse: JSONNode) -> Timestamp? {
    evse["last_updated"]?.string.flatMap { Timestamp(ocpi: $0) }
  }
}
