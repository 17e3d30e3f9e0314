package import BilateralModel
package import BilateralTerms

/// One side of one module that a relation needs from the partner.
package struct ModuleNeed: Sendable, Hashable, CustomStringConvertible {
  package let module: ModuleID
  package let role: InterfaceRole

  package init(_ module: ModuleID, _ role: InterfaceRole) {
    self.module = module
    self.role = role
  }

  /// As people read it: `locations SENDER`.
  package var description: String { "\(module) \(role)" }
}

/// What a partner must offer so that the loops of its file can run (CR-13, P-16).
package enum ModuleMatrix {
  private static let synchronised: [ModuleID] = [.locations, .tariffs, .sessions, .cdrs, .tokens]

  /// What we need: a module we pull must be offered as sender, one we push as receiver.
  ///
  /// Roles and `sync` of the file say what is pulled and pushed; modules that our own platform does not take part
  /// in (`served`) need nobody.
  package static func needs(_ file: PartnerFile, served: Set<ModuleID>) -> [ModuleNeed] {
    synchronised.filter(served.contains).flatMap { module -> [ModuleNeed] in
      // Not every partner has sessions and CDRs; who counts on them says so.
      let isHistory = ReceivedKinds.named(module.rawValue)?.isHistory == true
      guard !isHistory || file.text("sync.\(module.rawValue).mode") != nil else { return [] }
      let sync = file.sync(module.rawValue)
      return (sync.pulls ? [ModuleNeed(module, .sender)] : [])
        + (sync.pushes ? [ModuleNeed(module, .receiver)] : [])
    }
  }

  /// What is needed and not offered; an endpoint without a role counts for both (2.1.1, P-13).
  package static func missing(_ needs: [ModuleNeed], in endpoints: [Endpoint]) -> [ModuleNeed] {
    needs.filter { need in
      !endpoints.contains { $0.identifier == need.module && ($0.role ?? need.role) == need.role }
    }
  }

  /// - Throws: `.missingModules` when something needed is not offered.
  package static func demand(_ needs: [ModuleNeed], in endpoints: [Endpoint]) throws(RegistrationProblem) {
    let missing = missing(needs, in: endpoints)
    guard missing.isEmpty else { throw .missingModules(missing) }
  }
}
