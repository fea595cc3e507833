#!/usr/bin/env python3
"""solve_mps.py FILE: solves a free MPS file with HiGHS (through SciPy) and prints
the optimum and the seconds that the solver alone took. Reads what `shecang
export` writes: ROWS, COLUMNS, RHS, RANGES, BOUNDS (LO UP FX FR MI PL), minimise."""
import sys
import time

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix


def read(path):
    rows, columns, kinds = {}, {}, []
    cost, entries, rhs, ranges, lower, upper = {}, [], {}, {}, {}, {}
    objective, section = None, None
    for line in open(path, encoding="ascii"):
        if line.startswith("*") or not line.strip():
            continue
        words = line.split()
        if not line[0].isspace():
            section = words[0]
            continue
        if section == "ROWS":
            if words[0] == "N":
                objective = words[1]
            else:
                rows[words[1]] = len(rows)
                kinds.append(words[0])
        elif section == "COLUMNS":
            j = columns.setdefault(words[0], len(columns))
            for name, value in zip(words[1::2], words[2::2]):
                if name == objective:
                    cost[j] = float(value)
                else:
                    entries.append((rows[name], j, float(value)))
        elif section in ("RHS", "RANGES"):
            for name, value in zip(words[1::2], words[2::2]):
                if name != objective:
                    (rhs if section == "RHS" else ranges)[rows[name]] = float(value)
        elif section == "BOUNDS":
            kind, j = words[0], columns[words[2]]
            value = float(words[3]) if len(words) > 3 else None
            if kind in ("LO", "FX"):
                lower[j] = value
            if kind in ("UP", "FX"):
                upper[j] = value
            if kind in ("FR", "MI"):
                lower[j] = -np.inf
    return columns, kinds, cost, entries, rhs, ranges, lower, upper


def main(path):
    columns, kinds, cost, entries, rhs, ranges, lower, upper = read(path)
    n, m = len(columns), len(kinds)
    c = np.array([cost.get(j, 0.0) for j in range(n)])
    i, j, v = (np.array(x) for x in zip(*entries))
    a = csr_matrix((v, (i, j)), shape=(m, n))
    b = np.array([rhs.get(k, 0.0) for k in range(m)])
    kinds = np.array(kinds)
    equal, most, least = kinds == "E", kinds == "L", kinds == "G"
    assert not ranges, "ranges are not expected here"
    bounds = [(lower.get(k, 0.0), upper.get(k)) for k in range(n)]
    from scipy.sparse import vstack
    start = time.monotonic()
    result = linprog(c, A_ub=vstack([a[most], -a[least]]) if (most | least).any() else None,
                     b_ub=np.concatenate([b[most], -b[least]]) if (most | least).any() else None,
                     A_eq=a[equal] if equal.any() else None, b_eq=b[equal] if equal.any() else None,
                     bounds=bounds, method="highs")
    print("%s %.12g %.3f" % ("optimal" if result.status == 0 else "status-%d" % result.status,
                             result.fun if result.fun is not None else float("nan"),
                             time.monotonic() - start))


main(sys.argv[1])
