/// Which finding is a cause, and which only its echo: one fault is told once, where it is.
extension CertifyDesk {
  /// Notes that a check found something.
  func note(_ id: String) { found.insert(id) }

  /// Whether a check found something.
  func hasFound(_ id: String) -> Bool { found.contains(id) }

  /// Whether a check is made in this run, so that what it is about is told there.
  func expects(_ id: String) -> Bool { expected.contains(id) }

  /// The check that names why the one under way found something; nil when it stands for itself.
  func cause(of check: CertifyCheck) -> String? {
    check.causes.first(where: found.contains) ?? consulted.last.flatMap(cause)
  }

  /// The check of this run that names what is wrong with an answer, besides the one under way.
  func cause(of answer: CertifyAnswer) -> String? {
    guard let current, !current.standsAlone, let cause = answer.cause, cause != current.id,
      expected.contains(cause)
    else { return nil }
    return cause
  }

  /// Versions, as they are answered to our own token.
  /// - Throws: a skip when they are not, which VER-01 is about: nothing can be told from a second answer then.
  func greeted() async throws(CertifySkip) {
    let answer = try await ask(.versions).came()
    guard answer.isFine else {
      throw CertifySkip("versions are answered with \(answer.words) to our own token, which VER-01 is about")
    }
  }
}
