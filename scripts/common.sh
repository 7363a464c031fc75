# scripts/common.sh - What the commands of this folder share: sourced, not run.
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# AUSPEX_BUILD   the build folder (default: build/release)
# AUSPEX_PRESET  the CMake preset (default: release)
# AUSPEX_FULL    not empty: also install what the long lanes need

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${AUSPEX_PRESET:-release}
build=${AUSPEX_BUILD:-$root/build/$preset}

say() { printf '== %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Seconds since the shell started, as "3.2 s" since the given $EPOCHREALTIME.
since() {
  local now=${EPOCHREALTIME/./} then=${1/./}
  printf '%d.%d s' $(((now - then) / 1000000)) $(((now - then) / 100000 % 10))
}

# Runs a command as root: directly, or with sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root and there is no sudo; as root run: $*"
  fi
}

# Installs the packages of packages.txt that are missing (and of packages-full.txt).
install_packages() {
  command -v apt-get >/dev/null || die "this set-up knows Debian 12 (no apt-get here); the list is in scripts/packages.txt"
  local wanted missing=() package lists=("$root/scripts/packages.txt")
  [ -z "${AUSPEX_FULL:-}" ] || lists+=("$root/scripts/packages-full.txt")
  mapfile -t wanted < <(cat "${lists[@]}")
  local have
  have=$(dpkg-query -W -f='${binary:Package} ${db:Status-Status}\n' 2>/dev/null |
    sed -n 's/^\([^: ]*\)[^ ]* installed$/\1/p')
  for package in "${wanted[@]}"; do
    grep -qxF "$package" <<< "$have" || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    say "packages: all ${#wanted[@]} are installed"
    return
  fi
  local begin=$EPOCHREALTIME with=
  [ "$(id -u)" -eq 0 ] || with=" (with sudo)"
  say "packages: installing ${#missing[@]} with apt-get$with: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update > "$log" 2>&1; then
    tail -n 5 "$log" >&2
    say "apt-get update reported errors; going on with the lists there are"
  fi
  local policy
  policy=$(apt-cache policy clang-22)
  if ! grep -q 'Candidate: [0-9]' <<< "$policy"; then
    die "apt knows no clang-22: it comes from Debian 12's security archive; add
  deb http://deb.debian.org/debian-security bookworm-security main
to /etc/apt/sources.list"
  fi
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y \
    --no-install-recommends "${missing[@]}" > "$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "apt-get could not install the packages (its output is above, all of it in $log)"
  fi
  rm -f "$log"
  say "packages: installed in $(since "$begin")"
}

# Configures where needed and builds everything.
build_all() {
  local begin=$EPOCHREALTIME log
  cd "$root" || exit 1
  log=$(mktemp)
  if [ ! -f "$build/build.ninja" ]; then
    say "configure: preset $preset into $build"
    # What a configuration that failed has left would only confuse this one.
    rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
    cmake --preset "$preset" -B "$build" > "$log" 2>&1 || { cat "$log" >&2; die "CMake failed"; }
  fi
  say "build: everything, on $(nproc) CPUs"
  if ! cmake --build "$build" > "$log" 2>&1; then
    grep -E -A 12 'FAILED|error' "$log" | head -n 80 >&2
    die "the build failed (all of its output is in $log)"
  fi
  local steps
  steps=$(grep -c '^\[[1-9][0-9]*/[0-9]*\]' "$log" || true)
  rm -f "$log"
  if [ "$steps" -eq 0 ]; then
    say "build: nothing to do ($(since "$begin"))"
  else
    say "build: $steps steps in $(since "$begin")"
  fi
}
