#!/usr/bin/env bash
# Runs the test programs given, in order, from the root of the tree, and a
# golden runner if one is given. Prints the output of what failed and at the
# very end one line "N passed, N failed". Status 1 when anything failed or
# nothing ran.
set -u
export LC_ALL=C.UTF-8 LANGUAGE=
limit=${TEST_SECONDS:-600} # for one test program
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Counts by cmocka's own marks; a program that ended before its report has at
# least one failure.
count_cmocka() {
	local status=$1 planned ok skipped bad
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
	local status=$1 line
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

for program in "$@"; do
	case $program in
	*.sh) count=count_golden ;;
	*) count=count_cmocka ;;
	esac
	start=$SECONDS
	CMOCKA_MESSAGE_OUTPUT=STDOUT timeout "$limit" "$program" >"$log" 2>&1 </dev/null
	status=$?
	name=tests/${program##*tests/}
	if $count "$status"; then
		printf 'ok    %s' "$name"
		[ $((SECONDS - start)) -ge 5 ] && printf ' (%d s)' $((SECONDS - start))
		printf '\n'
	else
		printf 'FAIL  %s (status %d)\n' "$name" "$status"
		grep -v '^\[ RUN      \]\|^\[       OK \]' "$log" | head -n 400 | sed 's/^/      /'
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
