#!/usr/bin/env bash
# All tests under thread sanitizer: Tests/ThreadSanitizer/run.sh [test target…]
# Programs that tests start are built with it too. A report is a file in .build/tsan/reports; any report, and any test that
# fails, ends this with 1. TSAN_TIMEOUT: seconds for each test target (2400).
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/Tests/ThreadSanitizer out=$PWD/.build/tsan
reports=$out/reports; rm -rf "$reports"; mkdir -p "$reports"
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(BilateralBaseTests BilateralCryptoTests BilateralModelTests BilateralNetTests
  BilateralPricingTests BilateralTermsTests BilateralStoreTests BilateralTests partnerctlTests)

# Tests that say nothing about races under the sanitizer, each with the reason; a line is a filter of `swift test`.
skipped=()
while read -r test _; do
  case $test in '' | '#'*) ;; *) skipped+=(--skip "$test") ;; esac
done <"$here/skipped.txt"

swift=${SWIFT:-swift}
clang=$(dirname "$(readlink -f "$(command -v "$swift")")")/clang
"$clang" -O1 -fno-omit-frame-pointer -DREPORTS="\"$reports/report\"" \
  -DSUPPRESSIONS="\"$here/suppressions.txt\"" -c "$here/runtime.c" -o "$out/runtime.o"

# Whether reports come at all, and none for what a Mutex guards.
"${swift}c" -O -parse-as-library -swift-version 6 -sanitize=thread "$here/control.swift" "$out/runtime.o" -o "$out/control"
for way in race mutex; do
  rm -rf "$reports"; mkdir -p "$reports"
  "$out/control" $way >/dev/null
  found=$(find "$reports" -type f | wc -l)
  [ "$way $found" = 'race 1' ] || [ "$way $found" = 'mutex 0' ] || { echo "control: $found reports of $way"; exit 1; }
done

options=(--ignore-lock --sanitize=thread --scratch-path "$out" -Xlinker "$out/runtime.o")
"$swift" build "${options[@]}" --build-tests

failed=0
for target in "${targets[@]}"; do
  echo "== $target"
  started=$SECONDS log=$reports/../$target.log state=passed
  timeout -k 10 "${TSAN_TIMEOUT:-2400}" "$swift" test "${options[@]}" --skip-build --no-parallel \
    --filter "^$target\\." "${skipped[@]}" >"$log" 2>&1 || { state="failed ($?), see $log"; failed=1; }
  grep -E '^✘ Test ("|case)|recorded an issue' "$log" | head -20 || true
  echo "$target $state in $((SECONDS - started)) s: $(grep -o 'Test run with.*' "$log" | tail -1)"
done

races=$(cat "$reports"/report.* 2>/dev/null | grep -c '^SUMMARY: ThreadSanitizer' || true)
echo
if [ "$races" -gt 0 ]; then
  cat "$reports"/report.* | grep '^SUMMARY: ThreadSanitizer' | sort | uniq -c | sort -rn | head -20
  failed=1
fi
echo "thread sanitizer: $races reports in $(find "$reports" -type f | wc -l) processes, ${#targets[@]} test targets" \
  "$([ $failed = 0 ] && echo passed || echo 'NOT passed')"
exit $failed
