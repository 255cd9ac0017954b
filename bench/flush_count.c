/* Preloaded into a measured program: counts every fsync and fdatasync it makes, into a file of
 * eight bytes named by its process id in $VIGIE_FLUSH_COUNTS. A benchmark of durability must count
 * them: none means it is not durable. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t unread;
static uint64_t* count = &unread;

__attribute__((constructor)) static void open_count(void) {
  const char* folder = getenv("VIGIE_FLUSH_COUNTS");
  char name[4096];
  if (folder == NULL) return;
  snprintf(name, sizeof name, "%s/%d", folder, (int)getpid());
  int file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof *count) != 0) return;
  void* place = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (place != MAP_FAILED) count = place;
  close(file);
}

int fsync(int file) {
  __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
  __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}
