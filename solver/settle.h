/* Large parts that were solved each without the limits: flows of other times and
 * ways, every claim with what it has, that keep the limits together.
 *
 * A plan that is best without a limit and keeps it is best with it, so nothing else
 * need be solved where such flows are found. They are looked for among the latest
 * ones (guided.h), with the levels before earliness as good as without limits, then
 * with any. Parts that are borrowed stay as they are and leave what they do not use. */
#ifndef SHECANG_SOLVER_SETTLE_H
#define SHECANG_SOLVER_SETTLE_H

#include "solver/components.h"

/* All bundles are solved. True when c keeps all bounds now; every claim gets what it got, either
 * way. False also when bundles of its own meet limits or substitutes, or share minima. */
bool components_settle(struct components *c, const struct stop *stop);

#endif
