import Glibc

let words = Array(CommandLine.arguments.dropFirst())
let status = await Program.standard.run(words, on: .system())
exit(status.rawValue)
