import BilateralBase
import BilateralTesting

/// Where a simulated partner leaves its file, its secret and its memory: the fleet it is started in, if any.
struct SimulatedPlace: Sendable {
  /// The partner's id.
  let id: String
  private let fleet: FleetFolder?
  private let directory: String
  /// `--out`, if given.
  private let out: String?

  private static let mark = "# made by partnerctl simulate"

  /// The place of a line: its `-C` or the fleet around, and its `--out`.
  init(invocation: Invocation, id: String) throws(Failure) {
    self.id = invocation.arguments.text("id") ?? id
    guard FleetFolder.isID(self.id) else {
      throw .usage("\"\(self.id)\" is no partner's id", help: "small letters, digits and -, such as sim")
    }
    directory = invocation.console.directory
    let text = invocation.arguments.text("out")
    out = text == "-" ? text : text.map { invocation.console.absolute($0) }
    let found = try? FleetFolder.find(invocation)
    fleet = found.flatMap { FileSystem.kind($0.path(FleetFolder.marker)) == .file ? $0 : nil }
    try checkFleet()
  }

  /// The place in another fleet.
  init(_ id: String, in fleet: FleetFolder) throws(Failure) {
    (self.id, self.fleet, directory, out) = (id, fleet, fleet.path, nil)
    guard FileSystem.kind(fleet.path(FleetFolder.marker)) == .file else {
      throw Failure(.missing, "\(fleet.path) is no fleet folder", help: "partnerctl init -C \(fleet.path)")
    }
    try checkFleet()
  }

  /// Whether the file goes to stdout.
  private var isPrinted: Bool { out == "-" || (out == nil && fleet == nil) }

  /// Where the file goes, in words.
  var fileName: String { isPrinted ? "the partner file to stdout" : filePath }

  private var filePath: String { out ?? fleet?.path(FleetFolder.partnerFile(id)) ?? "-" }

  /// The folder of its memory.
  private var folder: String { fleet?.path("state/sim/\(id)") ?? "\(directory)/.simulate/\(id)" }

  /// A made-up partner has no business in production, and no file that a person wrote is replaced.
  private func checkFleet() throws(Failure) {
    guard !isPrinted else { return }
    if let fleet, try fleet.environment() == "prod" {
      throw Failure(
        .badInput, "this fleet runs prod: a simulated partner does not belong there",
        help: "use a test fleet, or --out - to print the file")
    }
    guard let old = try? FileSystem.read(filePath) else { return }
    guard String(decoding: old.prefix(Self.mark.utf8.count), as: UTF8.self) == Self.mark else {
      throw Failure(
        .conflict, "\(filePath) is a file of yours and stays as it is",
        help: "--id takes another id, --out - prints the file")
    }
  }

  /// The certificate that our own runtime shows, so that the partner can call it back.
  var ourCertificate: [UInt8]? {
    fleet.flatMap { fleet in
      ["tls/ca.pem", "tls/cert.pem"].lazy.compactMap { try? FileSystem.read(fleet.path($0)) }.first
    }
  }

  /// What it remembers from an earlier run.
  func memory() throws(Failure) -> JSON? {
    guard let bytes = try? FileSystem.read("\(folder)/memory.json") else { return nil }
    guard let json = try? JSON.parse(bytes) else {
      throw Failure(.badInput, "\(folder)/memory.json is no JSON", help: "remove it to begin anew")
    }
    return json
  }

  /// Keeps what it remembers; returns why it could not.
  func keep(_ memory: JSON) -> String? {
    do {
      try FileSystem.makeFolder(folder, mode: 0o700)
      try FileSystem.write(memory.bytes, to: "\(folder)/memory.json", mode: 0o600)
      return nil
    } catch {
      return error.message
    }
  }

  /// What was left where.
  struct Introduction {
    /// Where the partner file is; nil when it is to be printed.
    let file: String?
    let text: String
    let secretIsKept: Bool
  }

  /// Leaves the partner file, the authority and the token where the fleet looks for them.
  func introduce(_ partner: some SimulatedSide) throws(Failure) -> Introduction {
    var authorityFile: String?
    if let authority = partner.authority {
      try FileSystem.makeFolder(folder, mode: 0o700)
      try FileSystem.write(authority, to: "\(folder)/ca.pem")
      authorityFile = "\(folder)/ca.pem"
    }
    let text = partner.partnerFile(authorityFile: authorityFile)
    var isKept = false
    if !isPrinted {
      try FileSystem.makeFolder(FileSystem.folder(of: filePath))
      try FileSystem.write(Array(text.utf8), to: filePath)
      if let fleet, let name = SecretName(partner.secretName) {
        try SecretStore(fleet: fleet).set(name, to: Array(partner.tokenA.utf8))
        isKept = true
      }
    }
    return Introduction(file: isPrinted ? nil : filePath, text: text, secretIsKept: isKept)
  }
}
