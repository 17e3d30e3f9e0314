/// An object that lives on one event loop.
///
/// The rule of this room, stated once: after its birth a loop-confined object is touched on its loop's thread and
/// nowhere else. That is what makes `@unchecked Sendable` on the conforming classes true: a reference may travel
/// anywhere (into a task, into another object), a call may not. From outside, enter by ``EventLoop/execute(_:)`` or
/// ``EventLoop/submit(_:)``; entry points call ``assertOnLoop(_:)``, so that a mistake stops at once, in every build.
package protocol LoopConfined: AnyObject, Sendable {
  /// The loop on whose thread all members may be used; this member itself may be read from anywhere.
  var loop: EventLoop { get }
}

extension LoopConfined {
  /// Stops the process when called off the loop's thread: a programming error, never a matter of input.
  package func assertOnLoop(_ function: StaticString = #function) {
    precondition(loop.isCurrent, "\(function) of \(type(of: self)) called outside its event loop")
  }
}
