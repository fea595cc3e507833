#!/usr/bin/env bash
# How much there is to read in shecang-verify: the source files of what is linked into it, by room,
# from the linker's map, and the headers that these include, from the compiler's lists (.d). Fails
# when it is more than MOST lines together. Usage: tests/checker_size.sh OUT MOST SOURCE...
# with OUT/checker.map and the objects' lists in OUT.
set -eu
cd "$(dirname "$0")/.."
out=$1 most=$2
shift 2
count() {
	printf '%-14s %3d files %6d lines\n' "$1" $(($# - 1)) "$(cat "${@:2}" | wc -l)"
}
members() {
	sed -n '/^Archive member/,/^Discarded/p' "$out/checker.map" |
		sed -nE "s/^[^ ]*lib$1\\.a\\(([a-z_0-9]+)\\.o\\).*/\\1/p" | sort -u
}
all=("$@")
for room in verify io models base; do
	folder=$room
	[ $room = verify ] && folder=solver/verify
	mapfile -t files < <(members $room | sed "s#.*#$folder/&.c#")
	[ ${#files[@]} -gt 0 ] || { echo "nothing of $folder in $out/checker.map"; exit 1; }
	all+=("${files[@]}")
	count $folder "${files[@]}"
done
count cli "$@"
mapfile -t lists < <(printf '%s\n' "${all[@]}" | sed "s#\\(.*\\)\\.c\$#$out/\\1.d#")
for list in "${lists[@]}"; do
	[ -e "$list" ] || { echo "no list $list"; exit 1; }
done
mapfile -t headers < <(cat "${lists[@]}" | tr ' ' '\n' |
	sed -nE 's#^([a-z][a-z/_0-9]+\.(h|inc)):?$#\1#p' | sort -u)
[ ${#headers[@]} -gt 0 ] || { echo "no headers in the lists of $out"; exit 1; }
count headers "${headers[@]}"
all+=("${headers[@]}")
count together "${all[@]}"
lines=$(cat "${all[@]}" | wc -l)
if [ "$lines" -gt "$most" ]; then
	echo "shecang-verify has more than $most lines: what else is linked into it now, and must it be?"
	exit 1
fi
