#!/usr/bin/env bash
# Builds the example in a folder of its own, from what is built of the library, and runs it there.
#   example.sh .build/debug FOLDER
# `make example` builds it as a package that depends on ours, which compiles the library a second time.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) out=$2
search=(-I "$build/Modules")
for module in "$root"/Sources/Bilateral/System/*; do search+=(-I "$module"); done
objects=("$build"/Bilateral.build/*.o)
for room in Base Crypto Model Net Pricing Store Terms; do objects+=("$build/Bilateral$room.build"/*.o); done
mkdir -p "$out"
cp -r "$root/docs/example/Sources" "$root/docs/example/fleet" "$out/"
cd "$out"
swiftc -parse-as-library -module-name Example "${search[@]}" Sources/Example/Example.swift "${objects[@]}" \
  -lssl -lcrypto -lsqlite3 -o Example
./Example fleet
