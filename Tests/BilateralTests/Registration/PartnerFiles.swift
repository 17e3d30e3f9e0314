import BilateralTerms
import Testing

/// Partner files for the tests of registration.
enum PartnerFiles {
  static func file(
    us: String = "DE-NVO:CPO", them: String = "NL-ACM:EMSP", versionsURL: String? = nil, more: String = ""
  ) throws -> PartnerFile {
    let url = versionsURL.map { "versions_url = \"\($0)\"" } ?? ""
    let text = """
      schema = "bilateral/1"
      id = "acme"
      name = "ACME"
      status = "test"
      [us]
      roles = ["\(us)"]
      [them]
      roles = ["\(them)"]
      [connection]
      \(url)
      \(more)
      """
    let (file, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml")
    return try #require(file, "\(findings)")
  }
}
