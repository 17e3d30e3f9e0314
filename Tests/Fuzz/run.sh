#!/usr/bin/env bash
# Builds the rooms with libFuzzer and address sanitizer and runs each target: Tests/Fuzz/run.sh [seconds] [target…]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}; shift || true
targets=("$@"); [ ${#targets[@]} -gt 0 ] || targets=(JSON TOML ZoneFile HTTP Location)
out=.build/fuzz; mkdir -p "$out"
flags=(-O -g -parse-as-library -swift-version 6 -package-name bilateral -sanitize=fuzzer,address
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility -I "$out"
  -I Sources/Bilateral/System/CLinux -I Sources/Bilateral/System/COpenSSL)

# A room as one object file and one module; rebuilt when a source is newer.
room() {
  local name=$1 folder=$2
  local newest; newest=$(find "Sources/Bilateral/$folder" -name '*.swift' -newer "$out/$name.o" 2>/dev/null | head -1 || true)
  if [ -f "$out/$name.o" ] && [ -z "$newest" ]; then return; fi
  echo "building $name"
  find "Sources/Bilateral/$folder" -name '*.swift' -print0 | xargs -0 swiftc "${flags[@]}" -wmo \
    -module-name "$name" -emit-module -emit-module-path "$out/$name.swiftmodule" -c -o "$out/$name.o"
}
room BilateralBase Base
room BilateralCrypto Crypto
room BilateralModel Model
room BilateralNet Net

for target in "${targets[@]}"; do
  objects=("$out/BilateralBase.o"); libraries=()
  case $target in
    Location) objects+=("$out/BilateralModel.o") ;;
    HTTP) objects+=("$out/BilateralCrypto.o" "$out/BilateralNet.o"); libraries=(-lssl -lcrypto) ;;
  esac
  swiftc "${flags[@]}" -module-name "${target}Fuzz" "Tests/Fuzz/${target}Fuzz.swift" "${objects[@]}" \
    "${libraries[@]}" -o "$out/$target" 2> >(grep -v 'Cannot export local symbol' >&2)
  mkdir -p "$out/corpus-$target"
  echo "== $target for $seconds s"
  "$out/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$out/$target-" "$out/corpus-$target" 2>"$out/$target.log" \
    || { tail -40 "$out/$target.log"; echo "$target failed: the input is in $out"; exit 1; }
  grep -E "stat::number_of_executed_units|DONE" "$out/$target.log" || true
done
