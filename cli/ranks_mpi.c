/* With MPI (make MPI=1). Nothing travels but a few bits at the end: outcomes are files
 * of a folder that all ranks see. */
#include "cli/ranks.h"

#include <mpi.h>
#include <stddef.h>

struct ranks ranks_begin(void)
{
	struct ranks r;

	MPI_Init(NULL, NULL);
	MPI_Comm_rank(MPI_COMM_WORLD, &r.rank);
	MPI_Comm_size(MPI_COMM_WORLD, &r.size);
	return r;
}

unsigned ranks_join(unsigned bits)
{
	unsigned all = 0;

	MPI_Allreduce(&bits, &all, 1, MPI_UNSIGNED, MPI_BOR, MPI_COMM_WORLD);
	return all;
}

void ranks_end(void)
{
	MPI_Finalize();
}
