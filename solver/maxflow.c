#include "solver/maxflow.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

#define FLOW_NUMBER int64_t
#define FLOW_STRUCT flow
#define FLOW(name) flow_##name
#include "solver/maxflow_define.inc"
#undef FLOW_NUMBER
#undef FLOW_STRUCT
#undef FLOW

#define FLOW_NUMBER wide
#define FLOW_STRUCT flow_wide
#define FLOW(name) flow_wide_##name
#include "solver/maxflow_define.inc"
