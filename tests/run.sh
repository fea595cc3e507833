#!/usr/bin/env bash
# Runs the test programs and runners given, JOBS [all processors] at once, from the
# root of the tree, and reports them in order. Prints the output of what failed and
# at the very end one line "N passed, N failed". Status 1 when anything failed or
# nothing ran.
set -u
export LC_ALL=C.UTF-8 LANGUAGE=
. tests/side_by_side.sh
limit=${TEST_SECONDS:-600} # for one test program
programs=("$@")
passed=0
failed=0

# Counts by cmocka's own marks; a program that ended before its report has at
# least one failure.
count_cmocka() {
	local log=$1 status=$2 planned ok skipped bad
	planned=$(sed -n 's/^\[==========\] Running \([0-9]*\) test.*/\1/p' "$log" |
		awk '{ n += $1 } END { print n + 0 }')
	ok=$(grep -c '^\[       OK \]' "$log")
	skipped=$(grep -c '^\[  SKIPPED \] [^0-9]' "$log")
	bad=$((planned - ok - skipped))
	if [ "$bad" -lt 0 ]; then bad=0; fi
	if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$planned" -eq 0 ]; }; then bad=1; fi
	passed=$((passed + ok))
	failed=$((failed + bad))
	[ "$bad" -eq 0 ]
}

count_golden() {
	local log=$1 status=$2 line
	line=$(tail -n 1 "$log")
	if [[ $line =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
		[ "$status" -eq 0 ] && return 0
		[ "${BASH_REMATCH[2]}" -gt 0 ] && return 1
	fi
	failed=$((failed + 1))
	return 1
}

work() {
	CMOCKA_MESSAGE_OUTPUT=STDOUT limited "$limit" "${programs[$1]}"
}

report() {
	local log=$outputs/$1 program=${programs[$1]} status seconds count name
	status=$(<"$log.status")
	seconds=$(<"$log.seconds")
	name=tests/${program##*tests/}
	case $program in
	*.sh) count=count_golden ;;
	*) count=count_cmocka ;;
	esac
	if $count "$log" "$status"; then
		printf 'ok    %s' "$name"
		[ "$seconds" -ge 5 ] && printf ' (%d s)' "$seconds"
		printf '\n'
	else
		printf 'FAIL  %s (status %d)\n' "$name" "$status"
		grep -v '^\[ RUN      \]\|^\[       OK \]' "$log" | head -n 400 | sed 's/^/      /'
	fi
}

side_by_side $#
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
