#!/usr/bin/env bash
# The bench: times by size, and other solvers on the very LPs we export. Needs
# python3-scipy (HiGHS), glpk-utils and coinor-cbc for the second part.
set -eu
cd "$(dirname "$0")/../.."
exec python3 tests/bench/bench.py "$@"
