#!/usr/bin/env bash
# Makes a Debian package of a built partnerctl:  deb.sh PARTNERCTL OUTPUT-FOLDER
set -euo pipefail
program=$(readlink -f "$1") out=$2
here=$(cd "$(dirname "$0")/../.." && pwd)
version=$("$program" --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -1)
architecture=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

install -D -m 755 "$program" "$root/usr/bin/partnerctl"
# Names for a debugger are three fifths of the file; `make dist` keeps them beside the package.
strip "$root/usr/bin/partnerctl"
install -D -m 644 "$here/templates/deploy/bilateral.service" "$root/lib/systemd/system/bilateral.service"
for page in README.md LICENSE CHANGELOG.md docs/operations.md docs/cli.md docs/tutorial.md; do
  install -D -m 644 "$here/$page" "$root/usr/share/doc/bilateral/$(basename "$page")"
done
for page in grafana.json alerts.yml; do
  install -D -m 644 "$here/templates/deploy/$page" "$root/usr/share/doc/bilateral/examples/$page"
done
complete() { mkdir -p "$(dirname "$root/$2")"; "$program" completion "$1" > "$root/$2"; }
complete bash usr/share/bash-completion/completions/partnerctl
complete zsh usr/share/zsh/vendor-completions/_partnerctl
complete fish usr/share/fish/vendor_completions.d/partnerctl.fish

mkdir -p "$root/DEBIAN"
size=$(du -sk --exclude=DEBIAN "$root" | cut -f1)
cat > "$root/DEBIAN/control" <<END
Package: bilateral
Version: $version
Section: net
Priority: optional
Architecture: $architecture
Installed-Size: $size
Depends: libc6 (>= 2.36), libstdc++6, libssl3, libsqlite3-0, ca-certificates, tzdata, procps, adduser
Maintainer: The Bilateral authors <bilateral@localhost>
Description: EV charging roaming with each partner directly
 Charge point operators and mobility providers connect over OCPI: one
 reviewable file a partner, and a runtime that registers, keeps stations,
 prices and cards in step, and proves every cent. Made of one program,
 partnerctl, and a service.
END
cat > "$root/DEBIAN/postinst" <<'END'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
  if ! getent passwd bilateral >/dev/null; then
    adduser --system --group --home /var/lib/bilateral --no-create-home --gecos "Bilateral" bilateral
  fi
  [ -d /var/lib/bilateral ] || install -d -m 700 -o bilateral -g bilateral /var/lib/bilateral
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload || true
    # An upgrade goes on where the old version stopped; the database is migrated at the start.
    systemctl try-restart bilateral.service || true
  fi
fi
END
cat > "$root/DEBIAN/prerm" <<'END'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl stop bilateral.service || true; fi
END
cat > "$root/DEBIAN/postrm" <<'END'
#!/bin/sh
set -e
[ -d /run/systemd/system ] && systemctl daemon-reload || true
# What is owed stands in /var/lib/bilateral: nobody removes it but a person, even on purge.
if [ "$1" = purge ] && [ -d /var/lib/bilateral ]; then
  echo "bilateral: /var/lib/bilateral is kept; it holds sessions, CDRs and statements" >&2
fi
END
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm" "$root/DEBIAN/postrm"
mkdir -p "$out"
dpkg-deb --root-owner-group --build "$root" "$out/bilateral_${version}_$architecture.deb"
