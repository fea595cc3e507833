#!/usr/bin/env bash
# How much there is to read in shecang-verify: the source files of what is linked into it,
# by room, from the linker's map. Usage: tests/checker_size.sh MAP SOURCE...
set -eu
cd "$(dirname "$0")/.."
map=$1
shift
count() {
	printf '%-14s %3d files %6d lines\n' "$1" $(($# - 1)) "$(cat "${@:2}" | wc -l)"
}
members() {
	sed -n '/^Archive member/,/^Discarded/p' "$map" | sed -nE "s/^[^ ]*lib$1\\.a\\(([a-z_0-9]+)\\.o\\).*/\\1/p" | sort -u
}
all=("$@")
for room in verify io models base; do
	folder=$room
	[ $room = verify ] && folder=solver/verify
	mapfile -t files < <(members $room | sed "s#.*#$folder/&.c#")
	all+=("${files[@]}")
	count $folder "${files[@]}"
done
count cli "$@"
count together "${all[@]}"
