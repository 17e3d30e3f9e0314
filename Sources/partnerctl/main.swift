import Glibc

// An asynchronous main would hand this thread to the dispatch library, which lets all signals through on it: the ones
// that `run` takes as values would end the process. So this thread only waits.
let words = Array(CommandLine.arguments.dropFirst())
let console = Console.system(takesSignals: Program.standard.takesSignals(words))
Task.detached { [words, console] in
  // Not `exit`: it takes down OpenSSL while threads of ours still end, and each of them frees its part of OpenSSL, too.
  // Nothing is lost: what was written is out, no output goes through stdio.
  _exit(await Program.standard.run(words, on: console).rawValue)
}
while true { pause() }
