# graphile.sh install: puts graphile-worker into the cache, from npm, if it is not there.
# graphile.sh N: runs N jobs on the PostgreSQL that PGHOST, PGUSER and PGDATABASE name; prints milliseconds.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${QUERN_CACHE:-${HOME:?}/.cache/quern}/bench/npm
if [ "$1" = install ]; then
    command -v node >/dev/null && command -v npm >/dev/null
    [ -d "$cache/node_modules/graphile-worker" ] && exit
    mkdir -p "$cache"
    exec npm install --silent --no-audit --no-fund --prefix "$cache" graphile-worker@0.17.3
fi
NODE_PATH=$cache/node_modules NO_LOG_SUCCESS=1 exec node "$here/graphile.cjs" "$1"
