#!/usr/bin/env bash
# Every parser and reader under libFuzzer, address sanitizer and leak detection: Tests/Fuzz/run.sh [target…]
#   FUZZ_SECONDS  for each target (60)
#   FUZZ_JOBS     targets at a time (1)
# Corpora are kept in .build/fuzz/corpus-TARGET, so that the next run begins where this one ended; an input that breaks
# a law is left beside them and named at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-60}
jobs=${FUZZ_JOBS:-1}
all=(JSON TOML ZoneFile Requests Responses Objects PartnerFile Prices Documents Numbers Addresses)
targets=("$@"); [ ${#targets[@]} -gt 0 ] || targets=("${all[@]}")
out=.build/fuzz; mkdir -p "$out"
flags=(-O -g -parse-as-library -swift-version 6 -package-name bilateral
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility -I "$out"
  -I Sources/Bilateral/System/CLinux -I Sources/Bilateral/System/COpenSSL)

sanitizers=-sanitize=fuzzer,address

# A room as one object file and one module; built again when a source of it or of a room below is newer.
room() {
  local folder=$1 name=Bilateral$1; shift
  local after=() below
  for below in "$@"; do [ "$out/Bilateral$below.o" -nt "$out/$name.o" ] && after+=("$below"); done
  if [ -f "$out/$name.o" ] && [ ${#after[@]} -eq 0 ] \
    && [ -z "$(find "Sources/Bilateral/$folder" -name '*.swift' -newer "$out/$name.o" | head -1)" ]; then return; fi
  echo "building $name"
  find "Sources/Bilateral/$folder" -name '*.swift' -print0 | xargs -0 swiftc "${flags[@]}" "$sanitizers" -wmo \
    -module-name "$name" -emit-module -emit-module-path "$out/$name.swiftmodule" -c -o "$out/$name.o"
  # The compiler leaves an object alone that would come out the same.
  touch "$out/$name.o"
}

# A program of sources and rooms: NAME SOURCES -- ROOMS
program() {
  local name=$1 sources=() objects=(); shift
  while [ "$1" != -- ]; do sources+=("$1"); shift; done; shift
  for below in "$@"; do objects+=("$out/Bilateral$below.o"); done
  local given newest=
  for given in "${sources[@]}" "${objects[@]}"; do [ "$given" -nt "$out/$name" ] && newest=$given; done
  [ -n "$newest" ] || return 0
  swiftc "${flags[@]}" "$sanitizers" -module-name "${name}Program" "${sources[@]}" "${objects[@]}" \
    -lssl -lcrypto -o "$out/$name" 2> >(grep -v 'Cannot export local symbol' >&2)
  touch "$out/$name"
}

build() {
  local here="Tests/Fuzz/${1}Fuzz.swift Tests/Fuzz/Law.swift" pieces=Tests/Fuzz/Pieces.swift
  case $1 in
    JSON | TOML | ZoneFile | Numbers) program "$1" $here -- Base ;;
    Requests | Responses) program "$1" $here "$pieces" -- Base Crypto Net ;;
    Objects) program "$1" $here Tests/Fuzz/FuzzedObjects.swift -- Base Model ;;
    PartnerFile | Documents) program "$1" $here -- Base Crypto Model Pricing Terms ;;
    Prices) program "$1" $here -- Base Model Pricing ;;
    Addresses)
      program "$1" $here Sources/Bilateral/Runtime/OCPI/{OCPIAnswer,TokenForm}.swift -- Base Crypto Model Net ;;
    *) echo "no target $1; there are ${all[*]}"; exit 64 ;;
  esac
}

dictionary() {
  case $1 in
    JSON | Objects | Prices) echo json ;;
    TOML | PartnerFile) echo toml ;;
    Requests | Responses) echo http ;;
    Documents) echo document ;;
    *) echo text ;;
  esac
}

# Runs a target, and leaves its line of the table in TARGET.row and whether it was sound in TARGET.state.
fuzz() {
  local target=$1 log=$out/$1.log state=sound
  mkdir -p "$out/corpus-$target"
  # Swift's own crash handler would read the dead process, and the sanitizer take that for the crash.
  local surroundings=(SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=1
    LSAN_OPTIONS=suppressions=Tests/Fuzz/leaks.txt:print_suppressions=0)
  env "${surroundings[@]}" "$out/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -detect_leaks=1 -max_len=16384 -print_final_stats=1 -dict="$out/$(dictionary "$target").dict" \
    -artifact_prefix="$out/$target-" "$out/corpus-$target" "$out/seeds-$target" >"$log" 2>&1 || state=broken
  local runs=$(sed -n 's/stat::number_of_executed_units: *//p' "$log" | tail -1)
  local took=$(sed -n 's/^Done [0-9]* runs in \([0-9]*\) second.*/\1/p' "$log" | tail -1)
  local input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
  [ $state = sound ] && input="no crash, leak or hang" || input="BROKEN: ${input:-see $log}"
  printf '%-12s %8s %12s %9s %8s  %s\n' "$target" "${took:--}" "${runs:--}" \
    "$([ -n "$runs" ] && [ -n "$took" ] && echo $((runs / (took > 0 ? took : 1))) || echo -)" \
    "$(find "$out/corpus-$target" -type f | wc -l)" "$input" >"$out/$target.row"
  echo $state >"$out/$target.state"
  echo "$target: $state"
}

room Base
room Crypto Base
room Model Base
room Net Base Crypto
room Pricing Base Model
room Terms Base Crypto Model Pricing
room TestTools Base Model Net
for target in "${targets[@]}"; do build "$target"; done
# The maker of seeds is no fuzz target: its rooms tell coverage to nobody.
sanitizers=-sanitize=address
program Seeds Tests/Fuzz/Seeds/*.swift Tests/Fuzz/FuzzedObjects.swift \
  Tests/BilateralModelTests/ObjectGenerator.swift Tests/BilateralNetTests/HTTPVectorsOf*.swift \
  -- Base Crypto Model Net Pricing Terms TestTools
ASAN_OPTIONS=detect_leaks=0 "$out/Seeds" "$out"

for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
  rm -f "$out/$target.row" "$out/$target.state"
  fuzz "$target" &
done
wait

printf '\n%-12s %8s %12s %9s %8s  %s\n' target seconds executions exec/s corpus result
failed=0
for target in "${targets[@]}"; do
  cat "$out/$target.row"
  [ "$(cat "$out/$target.state")" = sound ] || failed=1
done
if [ $failed = 1 ]; then echo "the end of each broken target's log: $out/TARGET.log"; fi
exit $failed
