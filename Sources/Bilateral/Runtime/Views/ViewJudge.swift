import BilateralBase
import BilateralCrypto
package import BilateralModel
package import BilateralStore

/// Decides what one change of our own means for one partner: pure, and run beside the database.
package struct ViewJudge: Sendable {
  /// What the view loop has to write.
  package enum Verdict: Sendable, Equatable {
    /// The partner sees this; `copy` is what a location looks like to it.
    case visible(hash: [UInt8], shown: String?, copy: String? = nil)
    /// The partner sees nothing of it.
    case hidden
    /// The partner should see it, but it cannot be said in the partner's version, or not be read.
    case unfit(WireError)

    package static func == (a: Verdict, b: Verdict) -> Bool {
      switch (a, b) {
      case (.visible(let hash, let shown, let copy), .visible(let otherHash, let otherShown, let other)):
        hash == otherHash && shown == otherShown && copy == other
      case (.hidden, .hidden), (.unfit, .unfit): true
      default: false
      }
    }
  }

  private let view: PartnerView
  private let module: String

  package init(_ view: PartnerView, module: String) {
    self.view = view
    self.module = module
  }

  /// Judges one object.
  package func judge(_ candidate: ViewCandidate) -> Verdict {
    guard !candidate.own.isDeleted else { return .hidden }
    do throws(WireError) {
      switch module {
      case "tokens": return try token(candidate)
      case "sessions": return try history(candidate, Session.self, view.session)
      case "cdrs": return try history(candidate, CDR.self, view.cdr)
      default: return try location(candidate)
      }
    } catch {
      return .unfit(error)
    }
  }

  private func location(_ candidate: ViewCandidate) throws(WireError) -> Verdict {
    let own = try OwnText.read(Location.self, candidate.own.body)
    var shown = ShownEVSEs(text: candidate.shown)
    guard let seen = view.location(own, shown: shown) else { return .hidden }
    shown.add(seen)
    let copy = try LocationCopy(of: seen, in: view)
    return .visible(hash: copy.hash, shown: shown.text, copy: copy.text)
  }

  /// What happened is the same in every version and under all terms: it is told again only when it changed itself.
  private func history<T: OwnedObject>(
    _ candidate: ViewCandidate, _ type: T.Type, _ seen: (T) -> T?
  ) throws(WireError) -> Verdict {
    let own = try OwnText.read(type, candidate.own.body)
    return seen(own) == nil ? .hidden : .visible(hash: candidate.own.hash, shown: candidate.shown)
  }

  private func token(_ candidate: ViewCandidate) throws(WireError) -> Verdict {
    let own = try OwnText.read(Token.self, candidate.own.body)
    guard let seen = view.token(own) else { return .hidden }
    return .visible(hash: try view.hash(seen), shown: nil)
  }
}
