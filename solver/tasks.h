/* Independent pieces of work, done by several threads. Which thread does which
 * piece is open; nothing may depend on it. */
#ifndef SHECANG_SOLVER_TASKS_H
#define SHECANG_SOLVER_TASKS_H

/* Calls task(context, k) once for every k of 0..ntasks - 1, begun in this
 * order, by this thread and up to jobs - 1 others (fewer when no more can be
 * started), and returns when all are done. */
void tasks_run(int jobs, int ntasks, void (*task)(void *context, int k), void *context);

#endif
