#!/bin/bash
# Runs the product against a platform from PyPI: run.sh PARTNERCTL OUT
# Everything it installs and writes lies in OUT; nothing runs any more when it ends.
set -euo pipefail
partnerctl=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
here=$(dirname "$(realpath "$0")")
wanted=$here/requirements.txt

if ! python3 -c 'import ensurepip' 2>/dev/null; then
  echo "installing python3-venv"
  sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q python3-venv openssl >/dev/null
fi
if ! cmp -s "$wanted" "$out/venv/installed.txt"; then
  echo "installing $(grep -v '^#' "$wanted" | tr '\n' ' ')from PyPI"
  rm -rf "$out/venv"
  timeout 120 python3 -m venv "$out/venv"
  timeout 300 "$out/venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
  cp "$wanted" "$out/venv/installed.txt"
fi
PYTHONDONTWRITEBYTECODE=1 exec timeout 600 "$out/venv/bin/python" "$here/interop.py" \
  --partnerctl "$partnerctl" --out "$out"
