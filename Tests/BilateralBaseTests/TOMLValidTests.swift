import BilateralBase
import Testing

@Suite struct TOMLValidTests {
  @Test(arguments: TOMLCase.table(validTable))
  func `a valid text gives its values`(_ example: TOMLCase) {
    let document = TOMLDocument(parsing: example.bytes, file: "f")
    #expect(document.problems == [])
    #expect(TOMLCase.spell(document.root) == example.outcome)
  }

  @Test func `the table has every case`() { #expect(TOMLCase.table(validTable).count == 179) }
}

private let validTable = ##"""
  # keys
  a = 1 ⇒ {a: 1}
  a-b_c9 = 1 ⇒ {a-b_c9: 1}
  1 = 1 ⇒ {1: 1}
  1.2 = 1 ⇒ {1: {2: 1}}
  -=1 ⇒ {-: 1}
  "" = 1 ⇒ {: 1}
  '' = 1 ⇒ {: 1}
  "a b" = 1 ⇒ {a b: 1}
  'a.b' = 1 ⇒ {a.b: 1}
  "é" = 1¶"e\u0301" = 2 ⇒ {é: 1, é: 2}
  a.b.c = 1 ⇒ {a: {b: {c: 1}}}
  a . b = 1 ⇒ {a: {b: 1}}
  a."b.c".'d' = 1 ⇒ {a: {b.c: {d: 1}}}
  a.b = 1¶a.c = 2 ⇒ {a: {b: 1, c: 2}}
  a.b.x = 1¶a.c = 2¶a.b.y = 3 ⇒ {a: {b: {x: 1, y: 3}, c: 2}}
  true = 1¶inf = 2¶nan.e = 3 ⇒ {true: 1, inf: 2, nan: {e: 3}}
  3.14 = "pi" ⇒ {3: {14: "pi"}}
  0x1 = 1 ⇒ {0x1: 1}
  ␉a␉=␉1␉ ⇒ {a: 1}
  a=1 ⇒ {a: 1}
  # strings
  a = "" ⇒ {a: ""}
  a = "x" ⇒ {a: "x"}
  a = "\b\t\n\f\r\"\\" ⇒ {a: "‹08›‹09›‹0A›‹0C›‹0D›"\"}
  a = "\u00e9\u0000\uD7FF\uE000" ⇒ {a: "é‹00›퟿"}
  a = "\U0001F600\U0010FFFF" ⇒ {a: "😀􏿿"}
  a = "tab␉in" ⇒ {a: "tab‹09›in"}
  a = 'C:\dir\n' ⇒ {a: "C:\dir\n"}
  a = '' ⇒ {a: ""}
  a = 'say "x"' ⇒ {a: "say "x""}
  a = "it's # no comment" ⇒ {a: "it's # no comment"}
  a = """""" ⇒ {a: ""}
  a = '''''' ⇒ {a: ""}
  a = """x""" ⇒ {a: "x"}
  a = """¶x""" ⇒ {a: "x"}
  a = """␍¶x␍¶y""" ⇒ {a: "x‹0D›‹0A›y"}
  a = """¶¶x""" ⇒ {a: "‹0A›x"}
  a = """a\¶   b""" ⇒ {a: "ab"}
  a = """a\  ¶ ␉¶  b""" ⇒ {a: "ab"}
  a = """\¶  """ ⇒ {a: ""}
  a = """a""b""" ⇒ {a: "a""b"}
  a = """a""""  ⇒ {a: "a""}
  a = """a""""" ⇒ {a: "a"""}
  a = """"a""" ⇒ {a: ""a"}
  a = """\"""""" ⇒ {a: """""}
  a = """\\¶""" ⇒ {a: "\‹0A›"}
  a = '''a\¶b''' ⇒ {a: "a\‹0A›b"}
  a = '''it''s''' ⇒ {a: "it''s"}
  a = '''a'''' ⇒ {a: "a'"}
  a = '''a''''' ⇒ {a: "a''"}
  a = ''''a''' ⇒ {a: "'a"}
  a = '''¶x''' ⇒ {a: "x"}
  a = "日本語 🙂" ⇒ {a: "日本語 🙂"}
  # integers
  a = 0 ⇒ {a: 0}
  a = +0 ⇒ {a: 0}
  a = -0 ⇒ {a: 0}
  a = 42 ⇒ {a: 42}
  a = +42 ⇒ {a: 42}
  a = -42 ⇒ {a: -42}
  a = 1_000 ⇒ {a: 1000}
  a = 1_2_3 ⇒ {a: 123}
  a = 9223372036854775807 ⇒ {a: 9223372036854775807}
  a = -9223372036854775808 ⇒ {a: -9223372036854775808}
  a = 0xDEADbeef ⇒ {a: 3735928559}
  a = 0x0_0ff ⇒ {a: 255}
  a = 0x7fffffffffffffff ⇒ {a: 9223372036854775807}
  a = 0o755 ⇒ {a: 493}
  a = 0o0 ⇒ {a: 0}
  a = 0b1101_0110 ⇒ {a: 214}
  a = 0b0 ⇒ {a: 0}
  # floats
  a = 1.0 ⇒ {a: float 1.0}
  a = +1.0 ⇒ {a: float 1.0}
  a = -0.01 ⇒ {a: float -0.01}
  a = 0.0 ⇒ {a: float 0.0}
  a = -0.0 ⇒ {a: float -0.0}
  a = 1e3 ⇒ {a: float 1e3}
  a = 1E3 ⇒ {a: float 1e3}
  a = 1e+3 ⇒ {a: float 1e3}
  a = 1e-03 ⇒ {a: float 1e-03}
  a = 6.626e-34 ⇒ {a: float 6.626e-34}
  a = 9_224_617.445_991 ⇒ {a: float 9224617.445991}
  a = 1_0e1_0 ⇒ {a: float 10e10}
  a = inf ⇒ {a: float inf}
  a = +inf ⇒ {a: float inf}
  a = -inf ⇒ {a: float -inf}
  a = nan ⇒ {a: float nan}
  a = +nan ⇒ {a: float nan}
  a = -nan ⇒ {a: float nan}
  a = 0e0 ⇒ {a: float 0e0}
  a = 3.141592653589793238462643383279 ⇒ {a: float 3.141592653589793238462643383279}
  # booleans
  a = true ⇒ {a: true}
  a = false ⇒ {a: false}
  # dates and times
  a = 1979-05-27T07:32:00Z ⇒ {a: datetime 1979-05-27T07:32:00Z}
  a = 1979-05-27t07:32:00z ⇒ {a: datetime 1979-05-27T07:32:00Z}
  a = 1979-05-27 07:32:00Z ⇒ {a: datetime 1979-05-27T07:32:00Z}
  a = 1979-05-27T07:32:00-07:00 ⇒ {a: datetime 1979-05-27T07:32:00-07:00}
  a = 1979-05-27T07:32:00+14:59 ⇒ {a: datetime 1979-05-27T07:32:00+14:59}
  a = 1979-05-27T07:32:00.5Z ⇒ {a: datetime 1979-05-27T07:32:00.500Z}
  a = 1979-05-27T07:32:00.123456789Z ⇒ {a: datetime 1979-05-27T07:32:00.123456789Z}
  a = 1979-05-27T07:32:00 ⇒ {a: datetime-local 1979-05-27T07:32:00}
  a = 1979-05-27 07:32:00.999 ⇒ {a: datetime-local 1979-05-27T07:32:00.999}
  a = 1979-05-27 ⇒ {a: date-local 1979-05-27}
  a = 1979-05-27 # day ⇒ {a: date-local 1979-05-27}
  a = 1979-05-27  ⇒ {a: date-local 1979-05-27}
  a = 2024-02-29 ⇒ {a: date-local 2024-02-29}
  a = 2000-02-29 ⇒ {a: date-local 2000-02-29}
  a = 0001-01-01 ⇒ {a: date-local 0001-01-01}
  a = 9999-12-31 ⇒ {a: date-local 9999-12-31}
  a = 07:32:00 ⇒ {a: time-local 07:32:00}
  a = 23:59:59.1 ⇒ {a: time-local 23:59:59.100}
  a = 23:59:60 ⇒ {a: time-local 23:59:60}
  a = [1979-05-27, 07:32:00] ⇒ {a: [date-local 1979-05-27, time-local 07:32:00]}
  a = [1979-05-27 07:32:00,1979-05-28] ⇒ {a: [datetime-local 1979-05-27T07:32:00, date-local 1979-05-28]}
  # arrays
  a = [] ⇒ {a: []}
  a = [ ] ⇒ {a: []}
  a = [¶] ⇒ {a: []}
  a = [1] ⇒ {a: [1]}
  a = [1,] ⇒ {a: [1]}
  a = [1, 2 ,3] ⇒ {a: [1, 2, 3]}
  a = [¶  1, # one¶  # two¶  2¶] ⇒ {a: [1, 2]}
  a = [1, "x", 1.0, true] ⇒ {a: [1, "x", float 1.0, true]}
  a = [[1], ["x"], []] ⇒ {a: [[1], ["x"], []]}
  a = [{b = 1}, {b = 2}] ⇒ {a: [{b: 1}, {b: 2}]}
  a = [[[[]]]] ⇒ {a: [[[[]]]]}
  a = [ """x""", 'y' ] ⇒ {a: ["x", "y"]}
  a = [¶¶1¶¶,¶¶2¶¶,¶¶] ⇒ {a: [1, 2]}
  a = [1 # x¶, 2] ⇒ {a: [1, 2]}
  # inline tables
  a = {} ⇒ {a: {}}
  a = { } ⇒ {a: {}}
  a = {b = 1} ⇒ {a: {b: 1}}
  a = { b = 1, c = 2 } ⇒ {a: {b: 1, c: 2}}
  a = {b.c = 1, b.d = 2} ⇒ {a: {b: {c: 1, d: 2}}}
  a = {b = {c = {d = 1}}} ⇒ {a: {b: {c: {d: 1}}}}
  a = {b = [1, {c = 2}]} ⇒ {a: {b: [1, {c: 2}]}}
  a = {"b c" = 1, 'd' = 2} ⇒ {a: {b c: 1, d: 2}}
  a = {b = [¶1,¶2¶]} ⇒ {a: {b: [1, 2]}}
  a = {b = """x¶y"""} ⇒ {a: {b: "x‹0A›y"}}
  a.b = {c = 1}¶a.d = 2 ⇒ {a: {b: {c: 1}, d: 2}}
  # tables
  [a] ⇒ {a: {}}
  [a]¶b = 1 ⇒ {a: {b: 1}}
  [ a ]¶b = 1 ⇒ {a: {b: 1}}
  [a.b.c]¶d = 1 ⇒ {a: {b: {c: {d: 1}}}}
  [a . "b" . 'c'] ⇒ {a: {b: {c: {}}}}
  [a]¶[a.b]¶[a.c] ⇒ {a: {b: {}, c: {}}}
  [a.b]¶c = 1¶[a]¶d = 2 ⇒ {a: {b: {c: 1}, d: 2}}
  [a.b.c]¶[a.b]¶[a] ⇒ {a: {b: {c: {}}}}
  ["a.b"]¶c = 1 ⇒ {a.b: {c: 1}}
  [""]¶a = 1 ⇒ {: {a: 1}}
  [1979-05-27] ⇒ {1979-05-27: {}}
  x = 1¶[a]¶x = 2 ⇒ {x: 1, a: {x: 2}}
  [a]¶b.c = 1¶[a.b.d]¶e = 1 ⇒ {a: {b: {c: 1, d: {e: 1}}}}
  [a]¶b.c = 1¶b.d = 2 ⇒ {a: {b: {c: 1, d: 2}}}
  [a.b]¶[a]¶c.d = 1 ⇒ {a: {b: {}, c: {d: 1}}}
  [b]¶[a.b]¶[c]¶[a.d] ⇒ {b: {}, a: {b: {}, d: {}}, c: {}}
  [a.b.c]¶z = 9¶[a]¶b.t = 1 ⇒ {a: {b: {c: {z: 9}, t: 1}}}
  [a]#x ⇒ {a: {}}
  [a] # x¶b = 1 # y ⇒ {a: {b: 1}}
  # arrays of tables
  [[a]] ⇒ {a: [{}]}
  [[a]]¶b = 1¶[[a]]¶b = 2 ⇒ {a: [{b: 1}, {b: 2}]}
  [[a]]¶[[a]] ⇒ {a: [{}, {}]}
  [[a.b]]¶c = 1 ⇒ {a: {b: [{c: 1}]}}
  [[a]]¶[[a.b]]¶x = 1¶[[a.b]]¶x = 2¶[[a]]¶[[a.b]]¶x = 3 ⇒ {a: [{b: [{x: 1}, {x: 2}]}, {b: [{x: 3}]}]}
  [[a]]¶[a.b]¶c = 1¶[[a]]¶[a.b]¶c = 2 ⇒ {a: [{b: {c: 1}}, {b: {c: 2}}]}
  [[ a ]]¶b = 1 ⇒ {a: [{b: 1}]}
  [a]¶[[a.b]]¶[a.c] ⇒ {a: {b: [{}], c: {}}}
  [[a]]¶b.c = 1¶[[a]]¶b.c = 2 ⇒ {a: [{b: {c: 1}}, {b: {c: 2}}]}
  [a.b]¶[[a.c]] ⇒ {a: {b: {}, c: [{}]}}
  # white space, comments, line ends
   ⇒ {}
  ¶¶ ⇒ {}
  # only a comment ⇒ {}
     # indented ⇒ {}
  a = 1␍¶b = 2␍¶ ⇒ {a: 1, b: 2}
  ‹EF›‹BB›‹BF›a = 1 ⇒ {a: 1}
  # ünïcode ⇒ {}
  a = 1 # x¶# y¶b = 2 ⇒ {a: 1, b: 2}
  ␉ ⇒ {}
  # ⇒ {}
  a = 1¶␉¶  ¶b = 2 ⇒ {a: 1, b: 2}
  a.x = {b = 1}¶a.y = {b.c = 1}¶a.z = 2 ⇒ {a: {x: {b: 1}, y: {b: {c: 1}}, z: 2}}
  [t]¶a.x = {b = 1}¶a.y = 2 ⇒ {t: {a: {x: {b: 1}, y: 2}}}
  """##
