#include "solver/tasks.h"

#include "base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

/* work(data) by this thread and up to others more; returns when all have. */
static void work_together(int others, void *(*work)(void *data), void *data)
{
	pthread_t *threads = mem_calloc((size_t)others, sizeof *threads);
	int started = 0;

	while (started < others && pthread_create(&threads[started], NULL, work, data) == 0)
		started++;
	work(data);
	for (int k = 0; k < started; k++)
		pthread_join(threads[k], NULL);
	mem_free(threads);
}

/* No more threads than there is work for. */
static int others_for(int jobs, int count)
{
	assert(jobs >= 1 && count >= 0);
	return count < 1 ? 0 : jobs < count ? jobs - 1 : count - 1;
}

struct tasks {
	void (*task)(void *context, int k);
	void *context;
	int ntasks;
	atomic_int next;
};

static void *work_tasks(void *data)
{
	struct tasks *tasks = data;
	int k;

	while ((k = atomic_fetch_add(&tasks->next, 1)) < tasks->ntasks)
		tasks->task(tasks->context, k);
	return NULL;
}

void tasks_run(int jobs, int ntasks, void (*task)(void *context, int k), void *context)
{
	struct tasks tasks = {task, context, ntasks, 0};

	work_together(others_for(jobs, ntasks), work_tasks, &tasks);
}

/* --- chains --- */

struct chain_work {
	const struct tasks_chains *chains;
	int32_t *rank; /* [count] of the next step, -1 = none */
	char *busy; /* [count] somebody works at it */
	int nbusy;
	pthread_mutex_t lock;
	pthread_cond_t finished; /* a step is done */
};

/* The idle chain whose step is wanted first, -1: none. */
static int first_wanted(const struct chain_work *w)
{
	int first = -1;

	for (int k = 0; k < w->chains->count; k++)
		if (!w->busy[k] && w->rank[k] >= 0 && (first < 0 || w->rank[k] < w->rank[first]))
			first = k;
	return first;
}

static void *work_chains(void *data)
{
	struct chain_work *w = data;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		int k = first_wanted(w);

		if (k < 0 && w->nbusy == 0)
			break;
		if (k < 0) {
			pthread_cond_wait(&w->finished, &w->lock);
			continue;
		}
		w->busy[k] = 1;
		w->nbusy++;
		pthread_mutex_unlock(&w->lock);
		w->chains->step(w->chains->context, k);
		pthread_mutex_lock(&w->lock);
		w->rank[k] = w->chains->rank(w->chains->context, k);
		w->busy[k] = 0;
		w->nbusy--;
		pthread_cond_broadcast(&w->finished);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

void tasks_run_chains(int jobs, const struct tasks_chains *chains)
{
	struct chain_work w = {.chains = chains, .lock = PTHREAD_MUTEX_INITIALIZER,
		.finished = PTHREAD_COND_INITIALIZER};
	int open = 0;

	w.rank = mem_calloc((size_t)chains->count, sizeof *w.rank);
	w.busy = mem_calloc((size_t)chains->count, sizeof *w.busy);
	for (int k = 0; k < chains->count; k++) {
		w.rank[k] = chains->rank(chains->context, k);
		open += w.rank[k] >= 0;
	}
	work_together(others_for(jobs, open), work_chains, &w);
	mem_free(w.rank);
	mem_free(w.busy);
}
