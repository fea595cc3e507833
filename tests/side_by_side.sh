# To be sourced. side_by_side N: calls "work K" for K = 0 .. N-1, as many at once as
# JOBS says [all processors], each in a shell of its own with its output in
# $outputs/K, its status in $outputs/K.status and its seconds in $outputs/K.seconds;
# and "report K" in this shell, in the order of K, as soon as it and all before it
# are done.
: "${JOBS:=$(nproc)}"
outputs=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$outputs"' EXIT
trap 'exit 130' INT TERM

# limited SECONDS COMMAND...: ends with this shell.
limited() {
	timeout "$@" &
	local child=$!
	trap 'kill "$child"; exit 143' TERM
	wait "$child"
}

worked() {
	local start=$SECONDS
	trap - EXIT
	work "$1" >"$outputs/$1" 2>&1 </dev/null
	echo $? >"$outputs/$1.part"
	echo $((SECONDS - start)) >"$outputs/$1.seconds"
	mv "$outputs/$1.part" "$outputs/$1.status"
}

side_by_side() {
	local count=$1 running=0 started=0 reported=0
	while [ $reported -lt "$count" ]; do
		if [ $started -lt "$count" ] && [ $running -lt "$JOBS" ]; then
			worked $started &
			started=$((started + 1))
			running=$((running + 1))
			continue
		fi
		wait -n
		running=$((running - 1))
		while [ $reported -lt "$count" ] && [ -e "$outputs/$reported.status" ]; do
			report $reported
			reported=$((reported + 1))
		done
	done
}
