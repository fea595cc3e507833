#!/usr/bin/env bash
# What the documents say is what the program does:
#   - every command in a ```console block of README.md and the manuals is run,
#     each document in an empty folder of its own that has scenarios/, docs/,
#     build/release/shecang and shecang in the PATH, a *.zh_CN.md in Chinese;
#     what it prints (first stdout, then stderr) must be what stands below it;
#   - every code of a diagnostic is explained in docs/diagnostics.md and in
#     docs/diagnostics.zh_CN.md, and no other;
#   - every heading of the sheets and every element and attribute of a scenario
#     is explained in docs/sheets.md and docs/format.md, in both languages;
#   - docs/method.md has the same chapters, lists, formulas and tables in both
#     languages;
#   - what a document links to is there, chapters too;
#   - the manual page of a command has just the options of its --help;
#   - Chinese text of scenarios, templates, translations and documents has full-width
#     punctuation (chinese.py).
# With --update the outputs in the documents are rewritten, to be read as a
# diff.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
: "${SHECANG:=$root/build/release/shecang}"
export LC_ALL=C.UTF-8 LANGUAGE= TZ=UTC0
unset LANG NO_COLOR

update=false
[ "${1:-}" = --update ] && update=true
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# counted NAME OK: counts one check.
counted() {
	if $2; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $1"
	fi
}

# ---- commands and their output ----

# Prints the document again, each command of its console blocks followed by
# what it prints now.
replay() {
	local line inside=false
	while IFS= read -r line || [ -n "$line" ]; do
		if ! $inside; then
			printf '%s\n' "$line"
			[ "$line" = '```console' ] && inside=true
		elif [ "$line" = '```' ]; then
			inside=false
			printf '%s\n' "$line"
		elif [[ $line == '$ '* ]]; then
			printf '%s\n' "$line"
			(eval "${line#??}") >"$work/out" 2>"$work/err" </dev/null
			cat "$work/out" "$work/err"
		fi
	done
}

check_commands() {
	local document=$1 folder=$work/folder language=en
	case $document in *.zh_CN.md) language=zh_CN.UTF-8 ;; esac
	rm -rf "$folder"
	mkdir -p "$folder/build/release" "$work/bin"
	ln -s "$root/scenarios" "$root/docs" "$folder"
	ln -s "$SHECANG" "$folder/build/release/shecang"
	ln -sf "$SHECANG" "$work/bin/shecang"
	(cd "$folder" && export LANGUAGE=$language PATH=$work/bin:$PATH && replay <"$root/$document") >"$work/now"
	if cmp -s "$document" "$work/now"; then
		counted "$document" true
	elif $update; then
		cp "$work/now" "$document"
		counted "$document" true
	else
		diff -u --label "$document" --label "$document (now)" "$document" "$work/now"
		counted "$document" false
	fi
}

# ---- codes ----

# Numbers that stand before the text of a diagnostic in a call that adds one.
codes_of_calls() {
	local file
	for file in base/*.c models/*.c io/*.c solver/*.c cli/*.c; do
		tr '\n' ' ' <"$file" | grep -oE '(diag_add|FAULT|fault|report_text)\([^";]*[";]'
	done | grep -oE '(^|[^0-9A-Za-z_.])[1-9][0-9]{2}' | tr -dc '0-9\n'
}

codes_of_checks() {
	sed -nE 's/^\t(CHECK|WARN)_[A-Z_]+ = ([0-9]+),?.*/\2/p' models/check.h
}

check_codes() {
	local page=$1
	if [ ! -e "$page" ]; then
		counted "$page is missing" false
		return
	fi
	{ codes_of_calls; codes_of_checks; } | sort -u >"$work/used"
	sed -nE 's/^\| [EWN]([0-9]{3}) \|.*/\1/p' "$page" >"$work/all"
	sort -u "$work/all" >"$work/explained"
	counted "$page explains a code twice: $(sort "$work/all" | uniq -d | tr '\n' ' ')" \
		"$([ -z "$(sort "$work/all" | uniq -d)" ] && echo true || echo false)"
	if diff "$work/used" "$work/explained" >"$work/codes"; then
		counted "$page" true
	else
		sed -n "s/^</  not explained:/p; s/^>/  not in the sources:/p" "$work/codes"
		counted "$page" false
	fi
}

# ---- headings ----

# Names of columns and settings as the pages write them: "编号 / 主体编号".
headings() {
	grep -hE '^	\[[A-Z_]+\] = \{"' io/sheets_*.c | grep -vE '\[(KEY|VALUE|NOTE)\]' |
		sed -nE 's/^[^"]*"([^"]*)", "([^"]*)".*/\1\n\2/p' | sed 's/|/ \/ /g' | sort -u
}

check_headings() {
	local page=$1 name missing=
	while IFS= read -r name; do
		grep -qF "| $name |" "$page" || missing="$missing; $name"
	done < <(headings)
	counted "$page lacks the headings ${missing#; }" "$([ -z "$missing" ] && echo true || echo false)"
}

# ---- elements and attributes ----

check_names() {
	local page=$1 name missing=
	while IFS= read -r name; do
		grep -qE -- "(^|[^a-z-])$name([^a-z-]|\$)" "$page" || missing="$missing $name"
	done < <(sed -nE 's/.*\.name = "([^"]+)".*/\1/p' io/scenario_xml_*.c | sort -u)
	counted "$page lacks the elements or attributes$missing" \
		"$([ -z "$missing" ] && echo true || echo false)"
}

# ---- chapters and links ----

# Headings, items of lists, formulas and rows of tables in their order.
outline() {
	sed -nE 's/^(#+|[0-9]+\.|-) .*/\1/p; s/^    [^ ].*/formula/p; s/^\|.*/row/p' "$1"
}

check_outline() {
	if diff <(outline "$1") <(outline "$2") >"$work/outline"; then
		counted "$2" true
	else
		cat "$work/outline"
		counted "$2 has other chapters, lists, formulas or tables than $1" false
	fi
}

# The names that a document's headings have in links.
anchors() {
	grep -E '^#+ ' "$1" | sed -E 's/^#+ //; s/[^[:alnum:] _-]//g; s/ /-/g; s/.*/\L&/'
}

check_links() {
	local document=$1 target file missing=
	while IFS= read -r target; do
		file=$document
		[[ $target == \#* ]] || file=$(dirname "$document")/${target%%#*}
		if [ ! -e "$file" ]; then
			missing="$missing $target"
		elif [[ $target == *\#* ]] && ! anchors "$file" | grep -qxF -- "${target#*#}"; then
			missing="$missing $target"
		fi
	done < <(grep -oE '\]\([^) ]+\)' "$document" | sed -E 's/^\]\((.*)\)$/\1/' | grep -v '^https\?:' | sort -u)
	counted "$document links to what is not there:$missing" "$([ -z "$missing" ] && echo true || echo false)"
}

# ---- manual pages ----

# What every command takes stands in shecang.1.
options_in() {
	sed 's/\\-/-/g' | grep -oE '(^|[^-a-z0-9])--[a-z][a-z-]*' | grep -oE -- '--.*' |
		grep -vxE -- '--(lang|help)' | sort -u
}

check_pages() {
	local folder=$1 command page
	for command in $("$SHECANG" --help | sed -nE 's/^  ([a-z]+)  .*/\1/p'); do
		page=$folder/shecang-$command.1
		if [ ! -e "$page" ]; then
			counted "$page is missing" false
			continue
		fi
		"$SHECANG" "$command" --help | options_in >"$work/options"
		grep -vE '^(\.\\"|glpsol |xmllint )' "$page" | options_in >"$work/documented"
		if diff "$work/options" "$work/documented" >"$work/pages"; then
			counted "$page" true
		else
			sed -n "s/^</  not explained:/p; s/^>/  no such option:/p" "$work/pages"
			counted "$page" false
		fi
	done
}

# ---- Chinese ----

check_chinese() {
	local template ok=true
	for template in sealed flood audit; do
		"$SHECANG" --lang zh init --template $template "$work/$template" >/dev/null
	done
	find README.md docs po scenarios "$work/sealed" "$work/flood" "$work/audit" -type f |
		grep -E '(^README\.md|\.zh_CN\.md|/zh_CN/[^/]*\.1|\.po|\.xml|\.csv)$' | sort |
		xargs python3 tests/documents/chinese.py || ok=false
	counted "Chinese text has half-width punctuation" $ok
}

for document in README.md docs/manual.md docs/manual.zh_CN.md; do
	[ -e "$document" ] && check_commands "$document"
done
check_codes docs/diagnostics.md
check_codes docs/diagnostics.zh_CN.md
# errors, warnings and notes in the same order
counted "docs/diagnostics.zh_CN.md has other letters or another order than docs/diagnostics.md" \
	"$(cmp -s <(grep -oE '^\| [EWN][0-9]{3} ' docs/diagnostics.md) \
		<(grep -oE '^\| [EWN][0-9]{3} ' docs/diagnostics.zh_CN.md) && echo true || echo false)"
check_headings docs/sheets.md
check_headings docs/sheets.zh_CN.md
check_names docs/format.md
check_names docs/format.zh_CN.md
check_outline docs/method.md docs/method.zh_CN.md
for document in *.md docs/*.md; do
	check_links "$document"
done
check_pages docs/man
check_pages docs/man/zh_CN
check_chinese
echo "documents: $passed passed, $failed failed"
[ $failed -eq 0 ]
