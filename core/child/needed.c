/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* ElfW, memmem */
#include "child.h"
#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST_HEADERS 64
#define MOST_ENTRIES 512
#define MOST_NAMES   32
#define LONGEST_NAME 128

typedef struct elf {
  ElfW(Phdr) headers[MOST_HEADERS];
  size_t count;
} elf;

static bool read_at(void *into, size_t n, uint64_t offset)
{
  return offset <= INT64_MAX && pread(PROCESS_FILE, into, n, (off_t)offset) == (ssize_t)n;
}

static bool read_headers(elf *e)
{
  ElfW(Ehdr) h;
  if (!read_at(&h, sizeof h, 0) || memcmp(h.e_ident, ELFMAG, SELFMAG) != 0 ||
      h.e_phentsize != sizeof e->headers[0] || h.e_phnum > MOST_HEADERS)
    return false;
  e->count = h.e_phnum;
  return read_at(e->headers, e->count * sizeof e->headers[0], h.e_phoff);
}

static const ElfW(Phdr) * find_header(const elf *e, uint32_t type)
{
  for (size_t i = 0; i < e->count; i++)
    if (e->headers[i].p_type == type)
      return &e->headers[i];
  return NULL;
}

/* Where in the file an address of the loaded object comes from; UINT64_MAX: nowhere. */
static uint64_t offset_of(const elf *e, uint64_t address)
{
  for (size_t i = 0; i < e->count; i++) {
    const ElfW(Phdr) *h = &e->headers[i];
    if (h->p_type == PT_LOAD && address >= h->p_vaddr && address - h->p_vaddr < h->p_filesz)
      return h->p_offset + (address - h->p_vaddr);
  }
  return UINT64_MAX;
}

/* By its plain name, so that only the system's folders are looked at. */
static void load_name(uint64_t offset)
{
  char name[LONGEST_NAME] = { 0 };
  ssize_t n = offset <= INT64_MAX ? pread(PROCESS_FILE, name, sizeof name - 1, (off_t)offset) : 0;
  if (n > 0 && name[0] && !strchr(name, '/') && strlen(name) < sizeof name - 1)
    dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

void needed_load(void)
{
  elf e = { .count = 0 };
  ElfW(Dyn) entries[MOST_ENTRIES];
  const ElfW(Phdr) *dynamic = read_headers(&e) ? find_header(&e, PT_DYNAMIC) : NULL;
  size_t count = dynamic ? dynamic->p_filesz / sizeof entries[0] : 0;
  uint64_t strings = UINT64_MAX;
  if (count == 0 || count > MOST_ENTRIES || !read_at(entries, count * sizeof entries[0], dynamic->p_offset))
    return;
  for (size_t i = 0; i < count; i++)
    if (entries[i].d_tag == DT_STRTAB)
      strings = offset_of(&e, entries[i].d_un.d_ptr);
  for (size_t i = 0, names = 0; strings != UINT64_MAX && i < count && names < MOST_NAMES; i++)
    if (entries[i].d_tag == DT_NEEDED && entries[i].d_un.d_val <= UINT32_MAX) {
      load_name(strings + entries[i].d_un.d_val);
      names++;
    }
}

bool needed_text(const char *id)
{
  off_t size = lseek(PROCESS_FILE, 0, SEEK_END);
  void *file = size > 0 ? mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, PROCESS_FILE, 0) : MAP_FAILED;
  lseek(PROCESS_FILE, 0, SEEK_SET);
  if (file == MAP_FAILED)
    return true;
  bool found = memmem(file, (size_t)size, id, strlen(id)) != NULL;
  munmap(file, (size_t)size);
  return found;
}
