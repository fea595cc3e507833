#include "solver/tasks.h"

#include "base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

struct tasks {
	void (*task)(void *context, int k);
	void *context;
	int ntasks;
	atomic_int next;
};

static void *work(void *data)
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
	int others = jobs - 1, started = 0;
	pthread_t *threads;

	assert(jobs >= 1 && ntasks >= 0);
	if (others > ntasks - 1)
		others = ntasks - 1;
	if (others < 0)
		others = 0;
	threads = mem_calloc((size_t)others, sizeof *threads);
	while (started < others && pthread_create(&threads[started], NULL, work, &tasks) == 0)
		started++;
	work(&tasks);
	for (int k = 0; k < started; k++)
		pthread_join(threads[k], NULL);
	mem_free(threads);
}
