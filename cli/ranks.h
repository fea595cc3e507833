/* The program started several times at once, as mpirun does (make MPI=1); without MPI
 * there is one of it. All functions are called by all of them. */
#ifndef SHECANG_CLI_RANKS_H
#define SHECANG_CLI_RANKS_H

struct ranks {
	int rank, size; /* this one, of how many */
};
struct ranks ranks_begin(void);
/* Waits for all; the bits of all together. */
unsigned ranks_join(unsigned bits);
void ranks_end(void);

#endif
