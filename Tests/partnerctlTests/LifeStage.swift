import BilateralBase
import Glibc
import Testing

@testable import partnerctl

extension KillStage {
  /// What lets the operator bill the provider, and tell it of each session and CDR.
  static let settlement = """
    [sync.sessions]
    mode = "push"
    [sync.cdrs]
    mode = "push"
    [[them.entity]]
    legal_name = "ACME Mobility B.V."
    country = "DE"
    vat_id = "DE987654321"
    [[us.entity]]
    legal_name = "Nordic Volt GmbH"
    country = "DE"
    vat_id = "DE123456789"
    number_series = "NV"
    [settlement]
    who_invoices = "cpo"
    vat_treatment = "domestic"
    payment_term = "30 days"

    """

  /// Two registered platforms; the operator bills the provider, and has shown it its stations.
  ///
  /// - Parameters:
  ///   - locations: how many stations there are.
  ///   - more: of the operator's file.
  /// - Returns: the stage, nobody running.
  /// - Throws: where something cannot be made.
  static func billing(locations: Int = 3, more: String = "") throws -> KillStage {
    let stage = try KillStage(locations: locations, pushes: true)
    let name = "live/cpo/partners/acme.toml"
    try stage.root.write(name, try #require(stage.root.text(name)) + settlement + more)
    let (cpo, emsp) = (try stage.start(.cpo), try stage.start(.emsp))
    let applied = BuiltProgram.run(["apply", "acme", "--yes", "-C", stage.path(.cpo)])
    try #require(applied.status == 0, "\(applied.talkText)")
    _ = try stage.office(.emsp).importing("tokens", as: "NL-ACM", DemoObjects.tokens(3))
    #expect(stage.isComplete())
    try stage.end(cpo)
    try stage.end(emsp)
    stage.keep()
    return stage
  }

  /// What a side's runtime says of its one partner.
  func partner(_ side: Side) throws -> JSON {
    try control(side).get("/partners")["partners"]?[0] ?? .null
  }

  /// The control channel of a side.
  func control(_ side: Side) -> ControlClient {
    ControlClient(socket: path(side) + "/state/test/control.sock", patience: 5000)
  }
}
