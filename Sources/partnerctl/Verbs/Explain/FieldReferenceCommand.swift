import BilateralTerms

extension Command {
  /// `field-reference`: the page of all fields, `partners/README.md`.
  static let fieldReference = Command(
    group: .plumbing, name: "field-reference", summary: "all fields of a partner file, as Markdown",
    examples: [
      .init(line: "partnerctl field-reference > partners/README.md", says: "after a change of the fields"),
      .init(line: "partnerctl field-reference | less", says: "to read"),
    ],
    exits: [.done],
    run: { (invocation) throws(Failure) in
      invocation.screen.printRaw(FieldPage.text)
      return .done
    })
}

/// The page `partners/README.md`: how to read a partner file, then every field.
enum FieldPage {
  /// The whole page.
  static var text: String { opening + FieldReference.markdown }

  private static let opening = """
    # Partner files

    One file a partner, `partners/<id>.toml`: the agreement, the connection, and what is exchanged at which price.
    `partnerctl init <id>` writes the few values a first file needs; everything else has a default, and
    `partnerctl show <id> --effective` prints each value in force with its origin. `partners/defaults.toml` holds
    values that all partners share.

    Values carry their unit in their text: `"0.29 EUR/kWh"`, `"8 %"`, `"30 days"`. Secrets are references:
    `"secret:acme/token-a"`, `"env:NAME"`, `"file:tls/key.pem"`. An unknown key is an error, so that a misspelt one
    does not lose its effect in silence. `connection`, `security`, `sync`, `dialect` and `contacts` take effect when the
    runtime reads the files again; everything else by `partnerctl apply <id>`.

    `partnerctl schema partner-file` prints these fields as JSON Schema, with which editors of TOML complete and check
    while one writes (in many of them the first line `#:schema FILE` names it).

    Needed: `always`, or only for status `live`. `[]` stands for the tables of an array, `*` for a name of your own.
    This page is written by `partnerctl field-reference`; a test fails when it is stale.

    """
}
