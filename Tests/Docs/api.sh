#!/usr/bin/env bash
# The documentation of the library, and proof that the programs in it compile against its public interface.
#   api.sh .build/debug .build/docs
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$1 out=$2
search=(-I "$build/Modules")
for module in Sources/Bilateral/System/*; do search+=(-I "$module"); done
for program in docs/example/Sources/Example/Example.swift docs/Bilateral.docc/Resources/{price,host}-[24].swift; do
  kind=(-parse-as-library)
  swiftc -typecheck "${kind[@]}" -module-name Program "${search[@]}" "$program"
done
graph=$(mktemp -d)
trap 'rm -rf "$graph"' EXIT
swift-symbolgraph-extract -module-name Bilateral -minimum-access-level public -target "$(uname -m)-unknown-linux-gnu" \
  -output-dir "$graph" "${search[@]}"
docc convert docs/Bilateral.docc --additional-symbol-graph-dir "$graph" --output-path "$out" --warnings-as-errors \
  --fallback-display-name Bilateral --fallback-bundle-identifier bilateral.Bilateral
echo "documentation in $out"
