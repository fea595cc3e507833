#!/usr/bin/env bash
# Golden runs: every folder tests/golden/CASE/ holds
#   cmd      one command line that uses $SHECANG (and $WORK, an empty folder
#            of its own, for files that it writes; its name changes, so it
#            must not be in the output)
#   out err  what must come out, byte for byte (a missing file means nothing)
#   status   the exit status (a missing file means 0)
# JOBS [all processors] run at once. With --update the expected files are
# rewritten, to be read as a diff; names of cases limit the run to them.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${SHECANG:=$PWD/build/release/shecang}"
export SHECANG LC_ALL=C.UTF-8 LANGUAGE= TZ=UTC0 COLUMNS=100
unset LANG NO_COLOR

update=false
if [ "${1:-}" = --update ]; then
	update=true
	shift
fi
. tests/side_by_side.sh
passed=0
failed=0

# keep FILE TEXT_FILE: an expected file, none when empty.
keep() {
	if [ -s "$2" ]; then cp "$2" "$1"; else rm -f "$1"; fi
}

# differs CASE NAME: prints the diff of one stream.
differs() {
	local expected=$1/$2
	[ -e "$expected" ] || expected=/dev/null
	! diff -u --label "$1/$2" --label "$1/$2 (now)" "$expected" "$got/$2"
}

run_case() {
	local folder=$1 bad=false status
	export WORK=$got/work
	mkdir -p "$WORK"
	limited 300 bash "$folder/cmd" >"$got/out" 2>"$got/err"
	status=$?
	: >"$got/status"
	[ $status -eq 0 ] || echo $status >"$got/status"
	if $update; then
		for name in out err status; do keep "$folder/$name" "$got/$name"; done
		return 0
	fi
	for name in out err status; do
		if differs "$folder" "$name"; then bad=true; fi
	done
	! $bad
}

folders=()
if [ $# -gt 0 ]; then
	set -- "${@/#/tests/golden/}"
else
	set -- tests/golden/*/
fi
for folder in "$@"; do
	folder=${folder%/}
	if [ -e "$folder/cmd" ]; then folders+=("$folder"); fi
done

work() {
	got=$outputs/case-$1
	run_case "${folders[$1]}"
	local status=$?
	rm -rf "$got"
	return $status
}

report() {
	cat "$outputs/$1"
	if [ "$(<"$outputs/$1.status")" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
}

side_by_side ${#folders[@]}
echo "golden: $passed passed, $failed failed"
[ $failed -eq 0 ]
