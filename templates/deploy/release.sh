#!/usr/bin/env bash
# Makes what is handed out, and nothing that was not tried:  release.sh [--snapshot] [OUTPUT-FOLDER]
#
# bilateral_VERSION_ARCH.deb          the package
# bilateral-VERSION-ARCH.tar.gz       program, completions, documents, units, for other systems
# bilateral-VERSION-ARCH.debug.gz     names for a debugger
# SHA256SUMS
#
# A release wants a clean tree and a section of its version in CHANGELOG.md; --snapshot goes without. The program that is
# in the package goes through Tests/Release/smoke.py, and, as root with debootstrap, the package through install.py.
set -euo pipefail
snapshot=""
if [ "${1:-}" = --snapshot ]; then snapshot=yes; shift; fi
cd "$(dirname "$0")/../.."
out=${1:-.build/dist}
SWIFT=${SWIFT:-swift}
architecture=$(dpkg --print-architecture)

say() { printf '\n== %s\n' "$*"; }
refuse() { printf '✖ %s\n' "$1" >&2; exit 1; }

if [ -z "$snapshot" ] && [ -n "$(git status --porcelain)" ]; then
  refuse "the tree has changes: commit them, or make a --snapshot"
fi

say "build, with Swift's own libraries inside"
"$SWIFT" build -c release --static-swift-stdlib --product partnerctl --scratch-path .build/deb
built=.build/deb/release/partnerctl
version=$("$built" --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -1)
if [ -z "$snapshot" ] && ! grep -qE "^## \[?$version\b" CHANGELOG.md; then
  refuse "CHANGELOG.md has no section $version: rename Unreleased"
fi

rm -rf "$out"
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "package"
templates/deploy/deb.sh "$built" "$out"
package=$out/bilateral_${version}_$architecture.deb
dpkg-deb -x "$package" "$work/package"

say "what the package holds is tried"
python3 Tests/Release/smoke.py "$work/package/usr/bin/partnerctl"
if [ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null; then
  python3 Tests/Release/install.py "$package" ${BILATERAL_OLDER:+--older "$BILATERAL_OLDER"} \
    ${BILATERAL_BASE:+--base "$BILATERAL_BASE"}
else
  echo "– not installed anywhere: this needs root and debootstrap (apt)"
fi

say "archive"
name=bilateral-$version-$architecture
folder=$work/$name
mkdir -p "$folder/bin"
cp "$work/package/usr/bin/partnerctl" "$folder/bin/"
cp -r README.md LICENSE CHANGELOG.md SECURITY.md docs templates partners "$folder/"
rm -rf "$folder/docs/example/.build"
for shell in bash zsh fish; do "$built" completion "$shell" > "$folder/bin/partnerctl.$shell"; done
# One tree, one archive: neither who made it nor when is in it.
when=$(git log -1 --format=%ct 2>/dev/null || echo 0)
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$when" -cf - "$name" | gzip -9n > "$out/$name.tar.gz"
objcopy --only-keep-debug "$built" "$work/debug"
gzip -9nc "$work/debug" > "$out/$name.debug.gz"
(cd "$out" && sha256sum -- *.deb *.gz > SHA256SUMS && sha256sum -c SHA256SUMS)
say "in $out"
ls -l "$out"
