/* Independent pieces of work, done by several threads. Which thread does which
 * piece is open; nothing may depend on it. */
#ifndef SHECANG_SOLVER_TASKS_H
#define SHECANG_SOLVER_TASKS_H

#include <stdint.h>

/* Calls task(context, k) once for every k of 0..ntasks - 1, begun in this
 * order, by this thread and up to jobs - 1 others (fewer when no more can be
 * started), and returns when all are done. */
void tasks_run(int jobs, int ntasks, void (*task)(void *context, int k), void *context);

/* Chains of steps: the steps of one chain come one after another, of the others
 * in any way. rank(context, k) tells how soon the next step of chain k is wanted,
 * smaller first, -1 = there is none; step(context, k) does it. A thread always
 * takes the step that is wanted first of the chains that nobody works at. */
struct tasks_chains {
	int count;
	int32_t (*rank)(void *context, int k); /* only asked while nobody works at k */
	void (*step)(void *context, int k);
	void *context;
};
void tasks_run_chains(int jobs, const struct tasks_chains *chains);

#endif
