/// Codes of versions of OCPI and of the change from one to another.
extension CodeBook {
  static let versions = [
    entry(
      "BR380", "one party a connection",
      "OCPI 2.1.1 knows one party of each side on a connection: write one partner file for each pair of parties, each "
        + "with its own token and registration, or leave 2.1.1 out of connection.allowed_versions.")
  ]
}
