#!/usr/bin/env bash
# Builds the Dockerfile's image without a Docker engine, and checks what it promises. The base image
# is a stand-in made of Debian's packages and the Node.js at hand, so no image registry is needed.
# Needs root, buildah and debootstrap; with CI set it installs what is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

skip() {
  echo "Skipped: $1"
  echo '0 passed, 0 failed, 1 skipped'
  exit 0
}

[ "$(id -u)" = 0 ] || skip 'building an image in a chroot needs root.'
missing=()
for program in buildah debootstrap; do command -v "$program" >/dev/null || missing+=("$program"); done
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || skip "there is no ${missing[*]}, and no apt-get to install it."
  [ -n "${CI:-}" ] || skip "there is no ${missing[*]}. Run: apt-get install ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null || skip "apt-get could not install ${missing[*]}."
fi

work=$(mktemp -d)
runner=''
passed=0
failed=0
buildah=(buildah --storage-driver vfs --root "$work/store" --runroot "$work/run")
export BUILDAH_ISOLATION=chroot

# What a process started, and what that started.
below() {
  local child
  for child in $(cat "/proc/$1"/task/*/children 2>/dev/null); do
    echo "$child"
    below "$child"
  done
}

clean_up() {
  local pid
  for pid in $([ -z "$runner" ] || below "$runner"); do kill -KILL "$pid" 2>/dev/null || true; done
  [ -z "$runner" ] || wait "$runner" 2>/dev/null || true
  "${buildah[@]}" rm --all >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

check() {
  local sentence=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    passed=$((passed + 1))
    echo "ok     $sentence"
  else
    failed=$((failed + 1))
    echo "FAILED $sentence"
    cat "$work/said"
  fi
}

quietly() {
  "$@" >"$work/log" 2>&1 || { cat "$work/log"; echo "FAILED $1"; echo '0 passed, 1 failed'; exit 1; }
}

node=$(node scripts/node.cjs -p process.execPath)

# The stand-in for the base image.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -1)
quietly debootstrap --variant=minbase bookworm "$work/base" "$mirror"
mkdir -p "$work/base/usr/local/lib/node_modules" "$work/base/usr/local/bin" "$work/base/etc/ssl/certs"
cp "$node" "$work/base/usr/local/bin/node"
cp -R "$(npm root -g)/npm" "$work/base/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/base/usr/local/bin/npm"
# So that npm reaches the registry from inside as it does here.
cp /etc/resolv.conf "$work/base/etc/resolv.conf"
certificates=/etc/ssl/certs/ca-certificates.crt
[ ! -f "$certificates" ] || cp "$certificates" "$work/base$certificates"
chroot "$work/base" groupadd -g 1000 node
chroot "$work/base" useradd -u 1000 -g node -m node
container=$("${buildah[@]}" from scratch)
quietly "${buildah[@]}" add "$container" "$work/base" /
rm -rf "$work/base"
quietly "${buildah[@]}" config --env PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
  --env NODE_EXTRA_CA_CERTS="$certificates" "$container"
quietly "${buildah[@]}" commit --rm "$container" docker.io/library/node:24-bookworm-slim

# The image itself. Only docker's format keeps a HEALTHCHECK.
mounts=()
npmrc=$(npm config get userconfig)
[ ! -f "$npmrc" ] || mounts+=(--volume "$npmrc:/root/.npmrc:ro")
quietly "${buildah[@]}" bud --format docker --pull-never --network host "${mounts[@]}" \
  --tag dingbridge .
"${buildah[@]}" inspect --type image dingbridge >"$work/image.json"
# A value of the image's settings; a list gives a line each.
image() {
  "$node" -e '
    const { config } = JSON.parse(fs.readFileSync(process.argv[1], "utf8")).Docker
    const value = eval(process.argv[2])
    console.log(Array.isArray(value) ? value.join("\n") : value)' "$work/image.json" "config.$1"
}

# Runs as the image says, as a container engine would.
port=$("$node" -e "import('./scripts/free-ports.ts').then((it) => it.freePorts(1)).then(console.log)" | tr -dc 0-9)
mkdir "$work/data"
chown 1000:1000 "$work/data"
cat >"$work/bridge.yaml" <<YAML
server: { listen: 127.0.0.1:$port }
admin: { listen: 127.0.0.1:0 }
store: { url: sqlite:/data/bridge.db }
dingtalk:
  api_url: http://127.0.0.1:9
  oapi_url: http://127.0.0.1:9
  apps: { ops: { app_key: a, app_secret: b, robot_code: c } }
receivers: [{ name: sre, targets: [{ group: cidImage }] }]
route: { receiver: sre }
YAML
container=$("${buildah[@]}" from --pull-never dingbridge)
run() {
  "${buildah[@]}" run --user "$user" --network host \
    --env DINGBRIDGE_HEALTH_URL="http://127.0.0.1:$port/-/healthy" \
    --volume "$work/bridge.yaml:/etc/dingbridge/bridge.yaml:ro" --volume "$work/data:/data" \
    "$container" -- "$@"
}
user=$(image User)
mapfile -t command < <(image Entrypoint && image Cmd)
mapfile -t health < <(image Healthcheck.Test)

run "${command[@]}" >"$work/bridge.log" 2>&1 &
runner=$!
url=http://127.0.0.1:$port
status() { "$node" -e 'fetch(process.argv[1], { method: process.argv[2], body: process.argv[3], headers: { "content-type": "application/json" } }).then((a) => console.log(a.status), () => console.log(0))' "$@"; }
for _ in $(seq 600); do
  [ "$(status "$url/-/healthy" GET)" != 200 ] || break
  kill -0 "$runner" 2>/dev/null || break
  sleep 0.1
done
started=$(for pid in $(below "$runner"); do [[ $(readlink "/proc/$pid/exe") != */bin/node ]] || echo "$pid"; done | tail -1)
if [ -z "$started" ]; then
  cat "$work/bridge.log"
  echo "FAILED it starts"
  echo "$passed passed, 1 failed"
  exit 1
fi

is() { [ "$1" = "$2" ] || { echo "expected $2, found $1"; return 1; }; }
check 'it answers 200 at /-/healthy' is "$(status "$url/-/healthy" GET)" 200
check 'it runs as the user node' is "$(awk '/^Uid/ { print $2 }' "/proc/$started/status")" 1000
check 'its HEALTHCHECK is content' run "${health[@]:1}"
check 'it takes a webhook' is "$(status "$url/webhook/generic" POST '{"title":"Disk full"}')" 202
check 'what it took is on the volume' test -s "$work/data/bridge.db"
check '/data is a volume' is "$(image 'Volumes["/data"] !== undefined')" true
check 'it holds no development packages' run sh -c '[ -d /app/node_modules/hono ] && [ ! -d /app/node_modules/typescript ]'
check 'its own files cannot be written by itself' run sh -c '[ -f /app/dist/main.js ] && [ ! -w /app/dist/main.js ]'
kill -TERM "$started"
code=0
wait "$runner" || code=$?
runner=''
check 'SIGTERM ends it with 0' is "$code" 0
check 'its HEALTHCHECK is not content once it is gone' is "$(run "${health[@]:1}" >/dev/null 2>&1 && echo content || echo not)" not
echo "/app takes $(run du -sm /app | cut -f1) MB"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
