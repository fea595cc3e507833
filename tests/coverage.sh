#!/usr/bin/env bash
# coverage.sh FOLDER SOURCE...: lines executed, by file, from the .gcda files
# of a finished run with --coverage.
set -u
folder=$1
shift
for source in "$@"; do
	if [ -e "$folder/${source%.c}.gcda" ]; then
		gcov -n -o "$folder/${source%.c}.gcda" "$source" 2>/dev/null |
			awk -v source="$source" '
				/^File / { mine = ($0 == "File \x27" source "\x27") }
				mine && /^Lines executed:/ {
					split(substr($0, 16), part, "% of ")
					printf "%6.1f%% %6d  %s\n", part[1], part[2], source
					mine = 0
				}'
	else
		printf '%6.1f%% %6s  %s\n' 0 '?' "$source"
	fi
done | awk '{ print } $2 != "?" { lines += $2; hit += $1 * $2 / 100 }
	END { if (lines) printf "%6.1f%% %6d  all\n", 100 * hit / lines, lines }'
