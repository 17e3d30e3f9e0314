/// Ends the run when a law does not hold, and says which one: an optimised `precondition` would keep it to itself.
func law(_ holds: Bool, _ broken: @autoclosure () -> String = "a law is broken", line: Int = #line) {
  if !holds { fatalError("\(broken()) (line \(line))") }
}
