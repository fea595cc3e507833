/* Reading files: once, whole, regular files only, with their fingerprint. */
#include "io/file.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_reader {
	int descriptor;
	int64_t limit; /* bytes */
	int64_t size; /* bytes read */
	struct sha256_ctx hash;
};

static void write_hex(const uint8_t digest[SHA256_DIGEST_SIZE], char *hex)
{
	static const char digits[] = "0123456789abcdef";
	int i;

	for (i = 0; i < SHA256_DIGEST_SIZE; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * SHA256_DIGEST_SIZE] = '\0';
}

/* 0, or why the file must not be read. */
static int refuse(int descriptor, int64_t limit)
{
	struct stat status;

	if (fstat(descriptor, &status) < 0)
		return errno;
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	if (!S_ISREG(status.st_mode))
		return EINVAL;
	return status.st_size > limit ? EFBIG : 0;
}

struct file_reader *file_open(const char *path, int64_t limit)
{
	/* O_NONBLOCK: a pipe must not keep us waiting before it is refused. */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct file_reader *f;
	int error;

	if (descriptor < 0)
		return NULL;
	error = refuse(descriptor, limit);
	if (error) {
		close(descriptor);
		errno = error;
		return NULL;
	}
	f = mem_calloc(1, sizeof *f);
	f->descriptor = descriptor;
	f->limit = limit;
	sha256_init(&f->hash);
	return f;
}

int64_t file_next(struct file_reader *f, char *buffer, size_t room)
{
	ssize_t n;

	do
		n = read(f->descriptor, buffer, room);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n;
	if (f->size + n > f->limit) { /* it grew while we read it */
		errno = EFBIG;
		return -1;
	}
	sha256_update(&f->hash, (size_t)n, (const uint8_t *)buffer);
	f->size += n;
	return n;
}

int64_t file_size(const struct file_reader *f)
{
	return f->size;
}

void file_close(struct file_reader *f, char *sha256)
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	if (sha256) {
		sha256_digest(&f->hash, sizeof digest, digest);
		write_hex(digest, sha256);
	}
	close(f->descriptor);
	mem_free(f);
}

void bytes_sha256(const char *bytes, size_t n, char *sha256)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, n, (const uint8_t *)bytes);
	sha256_digest(&hash, sizeof digest, digest);
	write_hex(digest, sha256);
}

void file_report(struct diags *d, struct where where, const char *path, int error)
{
	struct diag *item;

	switch (error) {
	case EFBIG:
		item = diag_add(
			d, DIAG_ERROR, 902, where, _("the file %s is too large to be read"), path);
		diag_remedy(d, item, _("split it into several sources"));
		break;
	case EINVAL:
	case EISDIR:
	case ENXIO:
		item = diag_add(d, DIAG_ERROR, 903, where, _("%s is not an ordinary file"), path);
		diag_remedy(
			d, item, _("name a file; pipes, devices and folders are not read here"));
		break;
	default:
		item = diag_add(d, DIAG_ERROR, 901, where, _("the file %s cannot be read: %s"),
			path, strerror(error));
		diag_remedy(d, item, _("check the name and whether you may read it"));
	}
}
