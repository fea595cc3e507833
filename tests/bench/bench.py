#!/usr/bin/env python3
"""Read, build, solve and write times by size; then glpsol, CLP and HiGHS on the
LPs that `shecang export` writes, as ratios to our own time in the same run. With
arguments only these parts: sizes, households, audit, others (other solvers, both
cities), fuxing (other solvers, Fuxing alone).

Environment: SHECANG = the program, GENERATE = the generator (defaults in
build/release), BENCH_SECONDS = limit for one foreign solver (60)."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.getcwd()
PROGRAM = os.environ.get("SHECANG", "build/release/shecang")
GENERATE = os.environ.get("GENERATE", os.path.join(os.path.dirname(PROGRAM), "scenarios/generate"))
LIMIT = float(os.environ.get("BENCH_SECONDS", "60"))
# Debian's SciPy belongs to Debian's Python.
PYTHON = next((p for p in (sys.executable, "/usr/bin/python3")
               if subprocess.call([p, "-c", "import scipy"], stderr=subprocess.DEVNULL) == 0), None)
PHASES = ("read", "build", "solve", "check", "write")


def run(command, limit=None):
    """Wall seconds, peak MB, exit status, stdout, stderr."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        if limit:
            while process.poll() is None and time.monotonic() - start < limit:
                time.sleep(0.01)
            if process.poll() is None:
                process.kill()
                process.wait()
                return time.monotonic() - start, 0, None, "", ""
            usage, status = None, process.returncode
        else:
            _, status, usage = os.wait4(process.pid, 0)
            status = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        out.seek(0)
        err.seek(0)
        return (seconds, usage.ru_maxrss / 1024 if usage else 0, status,
                out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace"))


def timings(text):
    return {k: float(v) for k, v in re.findall(r"^time (\w+) ([0-9.]+) s", text, re.M)}


CITIES = [("fuxing", "scenarios/fuxing/scenario.xml"), ("handan", "scenarios/handan/scenario.xml")]


def sizes(folder):
    cases = list(CITIES)
    for n in (60, 250, 1000):
        path = os.path.join(folder, "city%d" % n)
        subprocess.check_call([GENERATE, str(n), path])
        cases.append(("city-%d" % n, os.path.join(path, "scenario.xml")))
    print("Whole plans with all files, seconds (phases are wall time; threads: all processors)")
    print("%-10s %9s %8s %8s %8s %8s %8s %8s %8s" % (
        ("case", "claims") + PHASES + ("all", "peak MB")))
    for name, path in cases:
        out = os.path.join(folder, "out")
        shutil.rmtree(out, ignore_errors=True)
        seconds, peak, status, _, err = run([PROGRAM, "plan", "--lang", "en", "--timings", "-o", out, path])
        times = timings(err)
        claims = re.search(r"^time claims ([0-9]+)", err, re.M)
        if status not in (0, 1):
            sys.exit("%s: status %s\n%s" % (name, status, err))
        print("%-10s %9s %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %8.0f" % (
            (name, claims.group(1) if claims else "?") + tuple(times.get(p, 0) for p in PHASES)
            + (seconds, peak)), flush=True)


def own_seconds(path, item):
    """Seconds of our levels of the item's part: all levels together."""
    err = run([PROGRAM, "plan", "--lang", "en", "--timings", "--jobs", "1", "--no-baseline", path])[4]
    found = re.search(r"^time part %s ([0-9.]+) s" % re.escape(item), err, re.M)
    return float(found.group(1)) if found else float("nan")


def foreign(mps):
    """(name, seconds, optimum) of each solver that is installed."""
    if shutil.which("glpsol"):
        seconds, _, status, out, _ = run(["glpsol", "--freemps", mps, "--tmlim", str(int(LIMIT))], LIMIT + 5)
        used = re.search(r"Time used:\s+([0-9.]+)", out)
        value = re.findall(r"obj =\s+(\S+)", out)
        solved = "OPTIMAL LP SOLUTION FOUND" in out
        yield "glpsol", float(used.group(1)) if used else seconds, float(value[-1]) if solved else None
    if shutil.which("cbc"):
        seconds, _, status, out, _ = run(["cbc", mps, "sec", str(int(LIMIT)), "solve"], LIMIT + 5)
        found = re.search(r"Optimal objective (\S+) - .*time ([0-9.]+)", out)
        yield "clp", float(found.group(2)) if found else seconds, float(found.group(1)) if found else None
    if not PYTHON:
        return
    seconds, _, status, out, _ = run([PYTHON, "tests/bench/solve_mps.py", mps], LIMIT + 20)
    words = out.split()
    solved = status == 0 and words and words[0] == "optimal"
    yield "highs", float(words[2]) if solved else seconds, float(words[1]) if solved else None


def others(cases, folder):
    print("\nOne level's LP in other solvers. ours = all levels of the item, whole units included, one")
    print("thread; ratio = their seconds for this one LP / ours. Optima agree to 1e-6 or it says so.")
    print("%-10s %-8s %-24s %8s %-8s %9s %8s" % ("case", "item", "level", "ours", "solver", "seconds", "ratio"))
    for name, path in cases:
        item = "water"
        ours = own_seconds(path, item)
        listed = run([PROGRAM, "export", "--item", item, path])[3]
        for line in listed.splitlines():
            number, meaning = line.split("\t")
            label = meaning.split(": ", 1)[1]
            if not (label.startswith("fair") or label in ("waste", "transport cost")):
                continue
            mps = os.path.join(folder, "level.mps")
            if os.path.exists(mps):
                os.remove(mps)
            subprocess.check_call([PROGRAM, "export", "--item", item, "--level", number, "-o", mps, path],
                                  stderr=subprocess.DEVNULL)
            head = open(mps, encoding="ascii").read(400)
            expected = re.search(r"expected optimum: (-?[0-9]+)(?:/([0-9]+))?", head)
            expected = float(expected.group(1)) / float(expected.group(2) or 1)
            for solver, seconds, value in foreign(mps):
                agrees = value is not None and abs(value - expected) <= 1e-6 * max(1, abs(expected))
                print("%-10s %-8s %-24s %8.3f %-8s %9.2f %8.1f%s" % (
                    name, item, label[:24], ours, solver, seconds, seconds / max(ours, 1e-3),
                    "" if agrees else "  optimum %s, expected %.10g" % (value, expected)), flush=True)


def households(folder):
    path = os.path.join(folder, "households")
    os.mkdir(path)
    subprocess.check_call([GENERATE, "60", path])
    source = os.path.join(path, "stock", "households.xml")
    n = int(os.environ.get("BENCH_HOUSEHOLDS", "1000000"))
    ids = re.findall(r'<place id="(c\d+)"', open(os.path.join(path, "scenario.xml"), encoding="utf-8").read())
    with open(source, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<source xmlns="urn:shecang:scenario:1" version="1.0">\n'
                  '  <stock as-of="2026-11-29T20:00:00+08:00">\n')
        for k in range(60):
            for j in range(n // 60):
                out.write('    <line holder="hh-%s" item="water" quantity="9" lot="H%06d" '
                          'expires="2027-05-31"/>\n' % (ids[k][1:], k * (n // 60) + j))
        out.write("  </stock>\n  <holders>\n")
        for k in range(60):
            out.write('    <holder id="hh-%s" kind="household" place="%s"><name>h</name>'
                      '<covers group="general" people="3000"/></holder>\n' % (ids[k][1:], ids[k]))
        out.write("  </holders>\n</source>\n")
    megabytes = os.path.getsize(source) / 1e6
    seconds, peak, status, _, err = run([PROGRAM, "plan", "--lang", "en", "--timings", "--no-baseline",
                                         os.path.join(path, "scenario.xml")])
    read = timings(err).get("read", float("nan"))
    print("\n%d household lines, %.0f MB: read in %.2f s = %.0f MB/s, whole plan %.2f s, peak %.0f MB (status %s)"
          % (n, megabytes, read, megabytes / read, seconds, peak, status))


def ledgers(folder):
    """An audit with all papers, cure and sample: 1,500 holders, 300,000 households."""
    path = os.path.join(folder, "ledgers")
    subprocess.check_call([GENERATE, "handan", "--ledgers", path])
    seconds, peak, status, text, err = run([
        PROGRAM, "audit", "--lang", "en", "--norms", "scenarios/norms/local.xml", "--cure", "--fail", "2",
        "--sample", "50", "-o", os.path.join(folder, "papers"), os.path.join(path, "ledger.xml")])
    if status != 1:
        sys.exit("audit: status %s\n%s" % (status, err))
    lines, holders = re.search(r"^Examined: (\d+) stock lines of (\d+) holders", text, re.M).groups()
    found = re.search(r"^Findings: (\d+)", text, re.M).group(1)
    print("\nAudit of %s lines of %s holders with all papers: %.2f s, peak %.0f MB, %s findings"
          % (lines, holders, seconds, peak, found), flush=True)


def main():
    folder = tempfile.mkdtemp(prefix="bench-")
    try:
        parts = sys.argv[1:] or ["sizes", "households", "audit", "others"]
        if "sizes" in parts:
            sizes(folder)
        if "households" in parts:
            households(folder)
        if "audit" in parts:
            ledgers(folder)
        if "others" in parts or "fuxing" in parts:
            others(CITIES if "others" in parts else CITIES[:1], folder)
    finally:
        shutil.rmtree(folder)


main()
