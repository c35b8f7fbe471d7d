# Sourced by the tools: where the repository is, and how missing Debian packages are installed.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LIBRARIES="libyaml-dev libsqlite3-dev libpq-dev libmicrohttpd-dev libsodium-dev libarchive-dev libqrencode-dev libturbojpeg0-dev libpng-dev libcurl4-openssl-dev zlib1g-dev"

say() { printf '%s\n' "$*" >&2; }

# installed PACKAGE
installed() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]; }

# install PACKAGE… : those that are missing, by apt, as root or through sudo; 1 with clear words when neither works.
install() {
  local missing=() package
  for package in "$@"; do installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "缺少这些软件包，这里没有 apt，请自行安装 / no apt here, please install: ${missing[*]}"
    return 1
  fi
  local become=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "缺少软件包，需要管理员权限。请管理员运行 / packages are missing; ask an administrator to run:"
      say "  apt-get install --no-install-recommends ${missing[*]}"
      return 1
    fi
    become=(sudo)
  fi
  say "安装 Debian 软件包 / installing from Debian: ${missing[*]}"
  local apt=("${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  if ! "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
    "${apt[@]}" update -qq >&2 || true
    if ! "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >&2; then
      say "没有装上 / could not be installed: ${missing[*]}"
      return 1
    fi
  fi
}

# need_swift : the toolchain of Swift 6, or words where to get it
need_swift() {
  command -v swift >/dev/null && return 0
  say "没有找到 swift。请先装 Swift 6 工具链（swift.org/install）/ swift was not found: install the Swift 6 toolchain first"
  return 1
}
