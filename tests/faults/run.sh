#!/usr/bin/env bash
# Every allocation and every write of the command lines in tests/faults/commands
# fails once (evenly chosen ones, FAULTS_MAX a command, when there are more).
#
# A failed allocation must end the program with status 70 and its one line; in a
# library it may be reported as a file that could not be read (3) or written (7)
# for want of memory, or be overcome: same status, same output; where it is GLPK's, the
# plan may be left without its proof (6). A failed write, open, rename or mkdir must end
# with status 7 and a message that names the file. What then stands in $WORK is what stood
# there before or would stand there without the fault, byte by byte: nothing is half-written.
# A crash, a hang, silence or a wrong answer fails.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${SHECANG:=$PWD/build/release/shecang}"
: "${CC:=gcc}"
limit=${FAULTS_MAX:-300}
export SHECANG LC_ALL=C LANGUAGE= TZ=UTC0 COLUMNS=100

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
export WORK=$tools/work
$CC -O1 -shared -fPIC -o "$tools/fail_allocation.so" tests/faults/fail_allocation.c || exit 1
$CC -O1 -o "$tools/fail_write" tests/faults/fail_write.c || exit 1

passed=0
failed=0

# run KIND N WORD...: one run in a $WORK as it was left by what came first; $status, $tools/out, $tools/err.
run() {
	local kind=$1 n=$2
	shift 2
	rm -rf "$WORK"
	cp -R "$tools/first" "$WORK"
	if [ "$kind" = allocation ]; then
		timeout 60 env FAULT_AT="$n" FAULT_COUNT="$tools/count" \
			LD_PRELOAD="$tools/fail_allocation.so" "$@" \
			>"$tools/out" 2>"$tools/err" </dev/null
	else
		timeout 60 "$tools/fail_write" "$tools/count" "$n" "$@" \
			>"$tools/out" 2>"$tools/err" </dev/null
	fi
	status=$?
}

# Is every file in $WORK that of the run without a fault, or as it was before? What a run without memory was writing
# when it ended is not taken for a file: its name says so.
whole() {
	local line file
	while IFS= read -r line; do
		case $line in
		"Only in $WORK"*) file=${line#Only in "$WORK"} file=${file/: //} file=${file#/} ;;
		"Files $WORK/"*) file=${line#Files "$WORK/"} file=${file%% and *} ;;
		*) continue ;;
		esac
		case $status,$file in 70,*.part) continue ;; esac
		cmp -s "$WORK/$file" "$tools/first/$file" && continue
		echo "$WORK/$file is not whole" >>"$tools/err"
		return 1
	done < <(diff -rq "$WORK" "$tools/whole")
}

# survived KIND: is what the last run did right? $plain_status, $tools/plain and $tools/whole
# are of the run without a fault.
survived() {
	if [ "$1" = allocation ] && [ "$status" -eq 6 ]; then
		grep -q 'not proven' "$tools/err"
		return
	fi
	whole || return
	if [ "$1" = write ]; then
		[ "$status" -eq 7 ] && grep -q -e "$WORK/" -e 'the output could not be written' "$tools/err"
		return
	fi
	case $status in
	70) grep -q 'out of memory' "$tools/err" ;;
	3 | 7) grep -qi 'memory' "$tools/err" ;;
	*) [ "$status" -eq "$plain_status" ] && cmp -s "$tools/out" "$tools/plain" ;;
	esac
}

# try KIND WORD...
try() {
	local kind=$1 total step n
	shift
	run "$kind" 0 "$@"
	if [ "$status" -eq 99 ]; then
		echo "skip  $kind: this system does not let us watch system calls"
		return
	fi
	plain_status=$status
	cp "$tools/out" "$tools/plain"
	rm -rf "$tools/whole"
	cp -R "$WORK" "$tools/whole"
	total=$(cat "$tools/count")
	step=$(((total + limit - 1) / limit))
	for ((n = 1; n <= total; n += step)); do
		run "$kind" "$n" "$@"
		if survived "$kind"; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "FAIL  $kind $n of $total: $* (status $status)"
			head -n 3 "$tools/err" | sed 's/^/      /'
		fi
	done
	echo "done  $kind: $* ($total, every ${step}th)"
}

# first WORD...: what a command line finds in $WORK.
first() {
	run write 0 "$@"
	rm -rf "$tools/first"
	cp -R "$WORK" "$tools/first"
}

mkdir "$tools/first"
while IFS= read -r line; do
	case $line in '' | '#'*) continue ;; esac
	eval "words=($line)"
	if [ "${words[0]}" = first ]; then
		first "${words[@]:1}"
		continue
	fi
	try allocation "${words[@]}"
	try write "${words[@]}"
	rm -rf "$tools/first"
	mkdir "$tools/first"
done <tests/faults/commands
echo "faults: $passed passed, $failed failed"
[ $failed -eq 0 ]
