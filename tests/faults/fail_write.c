/* fail_write COUNT_FILE N PROGRAM ARGUMENT...: runs the program and lets the
 * N-th (1..) system call by which it makes or fills a file fail with "no space
 * left on device"; the rest goes through. N = 0 fails none. stderr is spared:
 * there the program says what went wrong. The number of such calls goes to
 * COUNT_FILE; the exit status is the program's, 128 + signal, or 99 when the
 * system does not let us watch.
 *
 * Done with seccomp's user notification (Linux 5.5), so that the calls which
 * libc makes inside stdio are caught too. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_WATCH = 99 };

#define WATCH(call) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)

/* Installs the filter in this process; the descriptor to watch it by. */
static int install_filter(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		WATCH(SYS_write),
		WATCH(SYS_writev),
		WATCH(SYS_pwrite64),
		WATCH(SYS_openat),
		WATCH(SYS_mkdirat),
		WATCH(SYS_renameat2),
		WATCH(SYS_renameat),
#ifdef SYS_mkdir
		WATCH(SYS_mkdir),
		WATCH(SYS_rename),
#endif
		WATCH(SYS_fsync),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof filter / sizeof *filter, filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return (int)syscall(
		SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static int send_descriptor(int socket, int descriptor)
{
	union control control = {{0}};
	char byte = 0;
	struct iovec data = {&byte, 1};
	struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof descriptor);
	memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
	return sendmsg(socket, &message, 0) == 1 ? 0 : -1;
}

static int receive_descriptor(int socket)
{
	union control control = {{0}};
	char byte;
	struct iovec data = {&byte, 1};
	struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
	struct cmsghdr *header;
	int descriptor;

	if (recvmsg(socket, &message, 0) != 1)
		return -1;
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
	return descriptor;
}

static _Noreturn void run_program(int socket, char **argv)
{
	int listener = install_filter();

	if (listener < 0 || send_descriptor(socket, listener) < 0)
		_exit(CANNOT_WATCH);
	close(listener);
	close(socket);
	execvp(argv[0], argv);
	_exit(CANNOT_WATCH);
}

/* Does the call make or fill a file (stderr aside)? */
static int counts(const struct seccomp_data *call)
{
	switch (call->nr) {
	case SYS_write:
	case SYS_writev:
	case SYS_pwrite64:
		return (int)call->args[0] != STDERR_FILENO;
	case SYS_openat:
		return (call->args[2] & (O_WRONLY | O_RDWR | O_CREAT)) != 0;
	default:
		return 1;
	}
}

/* Answers until the program is gone; the number of calls that count. A call that a signal
 * interrupts gets no answer and comes again: only what was answered counts. */
static long watch(int listener, long fault_at)
{
	long ncalls = 0;

	for (;;) {
		struct seccomp_notif call = {0};
		struct seccomp_notif_resp answer = {0};
		struct pollfd ready = {listener, POLLIN, 0};
		long n;

		if (poll(&ready, 1, -1) < 0 || !(ready.revents & POLLIN))
			return ncalls;
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
			continue;
		answer.id = call.id;
		answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		n = ncalls + counts(&call.data);
		if (n > ncalls && n == fault_at) {
			answer.flags = 0;
			answer.error = -ENOSPC;
		}
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0)
			ncalls = n;
	}
}

int main(int argc, char **argv)
{
	int sockets[2], listener, status;
	long ncalls;
	FILE *count_file;
	pid_t child;

	if (argc < 4) {
		fputs("usage: fail_write COUNT_FILE N PROGRAM ARGUMENT...\n", stderr);
		return 2;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		return CANNOT_WATCH;
	child = fork();
	if (child < 0)
		return CANNOT_WATCH;
	if (child == 0)
		run_program(sockets[1], argv + 3);
	close(sockets[1]);
	listener = receive_descriptor(sockets[0]);
	if (listener < 0)
		return CANNOT_WATCH;
	ncalls = watch(listener, strtol(argv[2], NULL, 10));
	if (waitpid(child, &status, 0) != child)
		return CANNOT_WATCH;
	count_file = fopen(argv[1], "w");
	if (!count_file || fprintf(count_file, "%ld\n", ncalls) < 0 || fclose(count_file) != 0)
		return CANNOT_WATCH;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
