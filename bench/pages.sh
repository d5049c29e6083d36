#!/bin/sh
# Fetches with npm what the benchmarks read from there, into the cache folder
# of the benchmarks: 258 real pages (htmlparser-benchmark) and lol-html built
# for WebAssembly (html-rewriter-wasm). Prints the folder of the pages.
set -eu
cache=${BENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/content-bench}
mkdir -p "$cache"
for package in htmlparser-benchmark@1.1.3 html-rewriter-wasm@0.4.1; do
	dir=$cache/$(echo "$package" | tr @ -)
	[ -d "$dir" ] && continue
	tmp=$(mktemp -d "$cache/fetch.XXXXXX")
	(cd "$tmp" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz && rm ./*.tgz)
	mv "$tmp" "$dir"
done
echo "$cache/htmlparser-benchmark-1.1.3/package/files"
