# Sourced by cli/quickstart, tests/run and .ci/run, from the root of the tree: installing what is missing, building
# with a line now and then.

kBuildPackages=(g++ cmake ninja-build ccache antlr4 libantlr4-runtime-dev libboost-graph-dev libre2-dev libyaml-dev nettle-dev nlohmann-json3-dev libcmark-dev libedit-dev libutf8proc-dev libgit2-dev
                pkg-config
                catch2 python3 graphviz)
kTestPackages=(git python3-yaml python3-venv chromium chromium-driver)
kLintPackages=(clang-16 clang-tidy-16 clang-format-16 libclang-rt-16-dev valgrind)

say() { printf '== %s\n' "$*"; }

give_up() {
  printf 'error: %s\n' "$*" >&2
  exit 2
}

# install_packages NAME...: the Debian packages among these that are not installed. Asks nothing.
install_packages() {
  local name missing=() as_root=()
  command -v dpkg-query apt-get >/dev/null || give_up "this is not Debian: install the likes of $* and use cmake --preset"
  for name in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
  done
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null || give_up "not installed: ${missing[*]}; run this as root or install sudo"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get -q update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"; } \
    </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    give_up "apt-get could not install ${missing[*]}"
  fi
  rm -f "$log"
}

# install_python: tests/support/python.txt into build/python.
install_python() {
  local python=build/python wanted=tests/support/python.txt log=build/python.log
  cmp -s "$wanted" "$python/installed.txt" && return 0
  say 'installing what the tests need of Python'
  mkdir -p build
  if ! { python3 -m venv "$python" && "$python/bin/pip" install --disable-pip-version-check -r "$wanted"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    give_up "pip could not install $wanted"
  fi
  cp "$wanted" "$python/installed.txt"
}

# Node.js and npm, unless the machine has its own.
install_node() {
  command -v npm >/dev/null || install_packages nodejs npm
}

# Of ninja's lines `@ 12% ...` one for each further fifth.
progress() {
  awk -v preset="$1" '
    /^@ *[0-9]+% / {
      percent = $0; sub(/^@ */, "", percent); sub(/%.*/, "", percent)
      if (percent + 0 >= next_line) { printf "   %s %d%%\n", preset, percent; fflush(); next_line = percent - percent % 20 + 20 }
    }'
}

# build_preset PRESET [TARGET]...: the whole log is build/PRESET.log; of a failure its end is shown.
build_preset() {
  local preset=$1 targets=() log=build/$1.log
  shift
  (($# == 0)) || targets=(--target "$@")
  mkdir -p build
  say "building $preset"
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    give_up "cmake --preset $preset failed"
  fi
  if ! NINJA_STATUS='@%p ' cmake --build --preset "$preset" "${targets[@]}" 2>&1 | tee -a "$log" | progress "$preset"; then
    sed -n '/^FAILED: /,$p' "$log" | head -n 80 >&2
    give_up "building $preset failed; the whole log is $log"
  fi
}
