import BilateralTerms

extension Command {
  /// `completion`: a script that teaches a shell the verbs, flags and partners.
  static let completion = Command(
    group: .help, name: "completion", summary: "a script that completes verbs, flags and partners",
    about: "Made from the same table as the help. Partners are the files of the fleet folder here, or of "
      + "PARTNERCTL_FLEET.",
    positionals: [.init(name: "SHELL", summary: "bash, zsh or fish")],
    examples: [
      .init(line: "partnerctl completion bash > /etc/bash_completion.d/partnerctl", says: "for everybody"),
      .init(line: "partnerctl completion fish > partnerctl.fish", says: "for fish"),
    ],
    exits: [.done],
    run: { (invocation) throws(Failure) in
      let script = CompletionScript(table: invocation.table)
      switch invocation.arguments.first {
      case "bash": invocation.screen.printRaw(script.bash)
      case "zsh": invocation.screen.printRaw(script.zsh)
      case "fish": invocation.screen.printRaw(script.fish)
      default:
        throw .usage(
          "there is no completion for \"\(invocation.arguments.first ?? "")\"", help: "bash, zsh or fish")
      }
      return .done
    })
}

/// The scripts, made from the command table alone.
struct CompletionScript {
  /// The verbs.
  let table: CommandTable

  private func flags(of command: Command) -> [Flag] {
    command.flags
      + GlobalFlags.all.filter { flag in SelectiveFlag(rawValue: flag.name).map(command.acts.contains) ?? true
      }
  }

  private func words(of command: Command) -> String {
    flags(of: command).map { "--\($0.name)" }.joined(separator: " ")
  }

  /// What `explain` knows: codes, and fields of the partner file and of our own.
  private var explained: String {
    let fields = Set((FieldTable.partner + FieldTable.fleet).map(\.path))
    return (CodeBook.findings.map(\.code) + fields.sorted()).joined(separator: " ")
  }

  private var verbs: String { table.commands.map(\.name).joined(separator: " ") }

  /// For bash: one function; choices of a flag are completed too.
  var bash: String {
    let cases = table.commands.map { "    \($0.name)) words=\"\(words(of: $0))\" ;;\n" }.joined()
    let choices = Set(table.commands.flatMap { flags(of: $0) }.compactMap(Self.choices)).sorted {
      ($0.name, $0.words) < ($1.name, $1.words)
    }
    let traits = Selection.Trait.allCases.filter { !$0.values.isEmpty }.map { trait in
      "    \(trait)) words=\"\(trait.values.joined(separator: " "))\" ;;\n"
    }.joined()
    let values = choices.map { "    --\($0.name)) words=\"\($0.words)\" ;;\n" }.joined()
    return """
      _partnerctl() {
        local here=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= word words=
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
          [[ $word != -* ]] && { verb=$word; break; }
        done
        case $before in
      \(values)  esac
        # A colon ends a word for bash: what stands before it is the trait of --select.
        [[ $here == : ]] && { word=$before here=; } || word=${COMP_WORDS[COMP_CWORD-2]}
        [[ $before == : || ${COMP_WORDS[COMP_CWORD]} == : ]] && case $word in
      \(traits)  esac
        if [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$here")); return; fi
        if [[ -z $verb ]]; then COMPREPLY=($(compgen -W "\(verbs)" -- "$here")); return; fi
        case $verb in
      \(cases)  esac
        if [[ $verb == explain && $here != -* ]]; then
          words="\(explained)"
        elif [[ $here != -* ]]; then
          words=$(cd "${PARTNERCTL_FLEET:-.}/partners" 2>/dev/null && ls *.toml 2>/dev/null | sed 's/\\.toml$//;/^defaults$/d')
        fi
        COMPREPLY=($(compgen -W "$words" -- "$here"))
      }
      complete -o default -F _partnerctl partnerctl

      """
  }

  /// For zsh: found in its path of functions, or sourced.
  var zsh: String {
    let cases = table.commands.map { "      \($0.name)) found=(\(words(of: $0))) ;;\n" }.joined()
    let values = Set(table.commands.flatMap { flags(of: $0) }.compactMap(Self.choices)).sorted {
      ($0.name, $0.words) < ($1.name, $1.words)
    }.map { "    --\($0.name)) found=(\($0.words)) ;;\n" }.joined()
    return """
      #compdef partnerctl
      _partnerctl() {
        local here=$words[CURRENT] before=$words[CURRENT-1] verb= word
        local -a found
        for word in $words[2,CURRENT-1]; do
          [[ $word != -* ]] && { verb=$word; break }
        done
        case $before in
      \(values)  esac
        if (( $#found )); then compadd -a found; return; fi
        if [[ -z $verb ]]; then found=(\(verbs))
        elif [[ $here == -* ]]; then
          case $verb in
      \(cases)    esac
        elif [[ $verb == explain ]]; then
          found=(\(Self.quotedForZsh(explained)))
        else
          found=(${PARTNERCTL_FLEET:-.}/partners/*.toml(N:t:r))
          found=(${found:#defaults})
        fi
        compadd -a found
      }
      if [[ $funcstack[1] == _partnerctl ]]; then _partnerctl "$@"; else compdef _partnerctl partnerctl; fi

      """
  }

  /// Words as they are, though one may hold the signs of a pattern.
  private static func quotedForZsh(_ words: String) -> String {
    words.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
  }

  /// For fish: one line a verb and flag.
  var fish: String {
    let partners = """
      function __partnerctl_partners
        set -l folder .
        set -q PARTNERCTL_FLEET; and set folder $PARTNERCTL_FLEET
        for file in $folder/partners/*.toml
          string match -rq '/defaults\\.toml$' -- $file; or string replace -r '^.*/(.*)\\.toml$' '$1' -- $file
        end
      end
      """
    var lines = [partners, "complete -c partnerctl -f"]
    for flag in GlobalFlags.all where SelectiveFlag(rawValue: flag.name) == nil {
      lines.append(line(of: flag, "-n __fish_use_subcommand"))
    }
    for command in table.commands {
      let summary = Self.quoted(command.summary)
      lines.append("complete -c partnerctl -n __fish_use_subcommand -a \(command.name) -d \(summary)")
      let condition = "-n '__fish_seen_subcommand_from \(command.name)'"
      lines += flags(of: command).map { line(of: $0, condition) }
      if command.positionals.contains(where: { $0.name == "ID" }) {
        lines.append("complete -c partnerctl \(condition) -a '(__partnerctl_partners)'")
      }
    }
    lines.append("complete -c partnerctl -n '__fish_seen_subcommand_from explain' -a '\(explained)'")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A flag for fish, where a condition holds.
  private func line(of flag: Flag, _ condition: String) -> String {
    let value = flag.kind == .toggle ? "" : " -x" + (Self.choices(flag).map { " -a '\($0.words)'" } ?? "")
    return "complete -c partnerctl \(condition) -l \(flag.name)\(value) -d \(Self.quoted(flag.summary))"
  }

  private struct Choice: Hashable {
    let name: String
    let words: String
  }

  private static func choices(_ flag: Flag) -> Choice? {
    if flag.name == "select" { return Choice(name: flag.name, words: Selection.words.joined(separator: " ")) }
    guard case .choice(let words) = flag.kind else { return nil }
    return Choice(name: flag.name, words: words.joined(separator: " "))
  }

  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "\\'") + "'" }
}
