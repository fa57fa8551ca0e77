#!/bin/sh
# {{say `一台多核机器：用 GNU parallel 分几份同时生成，再合成网站。失败的一份重做两次。` `One machine of many cores: GNU parallel builds shards at the same time, which are then joined. A shard that fails is done twice more.`}}
#   CONTENT=content OUT=public ./gongshi-parallel.sh
set -eu
CONTENT=${CONTENT:-content}
OUT=${OUT:-public}
WORK=${WORK:-.gongshi-work}
SHARDS=${SHARDS:-$(nproc)}

rm -rf "$WORK/shard"
seq "$SHARDS" | parallel --halt soon,fail=1 --retries 3 --jobs "$SHARDS" \
  gongshi build --content "$CONTENT" --cache "$WORK/cache" --jobs 1 --shard "{}/$SHARDS" --out "$WORK/shard/{}"
gongshi join "$WORK"/shard/* --out "$OUT"
