/* SPDX-License-Identifier: MIT */
#include "elf.h"
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_SEGMENTS 64 /* a shared object has about ten */

typedef struct elf_file {
  int fd;
  uint64_t size;
} elf_file;

static bool read_at(const elf_file *f, void *into, size_t n, uint64_t offset)
{
  return offset <= f->size && n <= f->size - offset && pread(f->fd, into, n, (off_t)offset) == (ssize_t)n;
}

static bool is_native(const ElfW(Ehdr) * head)
{
  const unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;
  return memcmp(head->e_ident, ELFMAG, SELFMAG) == 0 && head->e_ident[EI_CLASS] == class &&
         head->e_phentsize == sizeof(ElfW(Phdr));
}

static int check_segments(const elf_file *f, const ElfW(Ehdr) * head, wb_error *err)
{
  ElfW(Phdr) segments[MOST_SEGMENTS];
  size_t count = head->e_phnum < MOST_SEGMENTS ? head->e_phnum : MOST_SEGMENTS;
  uint64_t end = head->e_phoff + count * sizeof segments[0];
  if (!read_at(f, segments, count * sizeof segments[0], head->e_phoff))
    count = 0; /* the headers themselves end behind the file */
  for (size_t i = 0; i < count; i++) {
    uint64_t segment_end = segments[i].p_offset + segments[i].p_filesz;
    if (segments[i].p_type == PT_LOAD && (segment_end > end || segment_end < segments[i].p_offset))
      end = segment_end < segments[i].p_offset ? UINT64_MAX : segment_end;
  }
  if (end <= f->size)
    return WB_OK;
  return error_set(err, WB_E_PLUGIN, "is cut short: it has %llu bytes, its headers speak of %llu: copy it again",
                   (unsigned long long)f->size, (unsigned long long)end);
}

int elf_check_whole(int fd, wb_error *err)
{
  ElfW(Ehdr) head;
  struct stat st;
  elf_file f = { .fd = fd };
  if (fstat(fd, &st) != 0 || st.st_size < 0)
    return WB_OK; /* the linker says why it cannot be read */
  f.size = (uint64_t)st.st_size;
  return read_at(&f, &head, sizeof head, 0) && is_native(&head) ? check_segments(&f, &head, err) : WB_OK;
}
