#!/usr/bin/env bash
# The one-way rule of the rooms, read from the #include lines:
# base <- models <- {io, solver} <- cli, and solver/verify on base and models.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0

# includes FILE...: lines "file:line: included"
includes() {
	[ $# -gt 0 ] || return 0
	grep -nHE '^[[:space:]]*#[[:space:]]*include' "$@" /dev/null |
		sed -E 's/^([^:]*:[0-9]+):[^<"]*([<"][^>"]*[>"]).*/\1 \2/'
}

# room PATTERN FILE...: own includes of these files match the pattern.
room() {
	local allowed=$1 place name
	shift
	while read -r place name; do
		case $name in
		\"*)
			if ! [[ ${name:1} =~ ^($allowed)/[^/]*$ ]]; then
				echo "$place: may not include $name"
				bad=1
			fi
			;;
		esac
	done < <(includes "$@")
}

# library PATTERN FILES: only these files include headers of a library.
library() {
	local pattern=$1 owners=$2 place name
	while read -r place name; do
		if [[ $name =~ ^\<($pattern) ]] && ! [[ ${place%%:*} =~ ^($owners)$ ]]; then
			echo "$place: $name belongs to $owners"
			bad=1
		fi
	done < <(includes "${all[@]}")
}

shopt -s nullglob
all=({base,models,io,solver,solver/verify,cli}/*.{c,h,inc})
room 'base' base/*.{c,h,inc}
room 'base|models' models/*.{c,h,inc}
room 'base|models|io' io/*.{c,h,inc}
room 'base|models|solver/verify' solver/verify/*.{c,h,inc}
room 'base|models|solver|solver/verify' solver/*.{c,h,inc}
room 'base|models|io|solver|solver/verify|cli' cli/*.{c,h,inc}
room 'base' scenarios/*.c
room 'base|tests/base' tests/base/*.{c,h,inc}
room 'base|models|tests/models' tests/models/*.{c,h,inc}
room 'base|models|io|tests/io' tests/io/*.{c,h,inc}
room 'base|models|solver|solver/verify|tests/solver' tests/solver/*.{c,h,inc}
room 'base|models|solver/verify|tests/verify' tests/verify/*.{c,h,inc}
room 'base|models|io|solver|solver/verify|tests/solver|tests/whole' tests/whole/*.{c,h,inc}
library 'glpk\.h' 'solver/lp_glpk\.c'
library 'libxml/' 'io/xml_parser\.c'
library 'csv\.h|utf8proc\.h|nettle/|iconv\.h' 'io/.*'
library 'setjmp\.h' 'solver/lp_glpk\.c'
exit $bad
