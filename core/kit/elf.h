/* SPDX-License-Identifier: MIT */
/* What a plugin file is made of, read without running it (libelf). */
#ifndef KIT_ELF_H
#define KIT_ELF_H
#include "../base/arena.h"
#include "../base/error.h"

typedef struct elf_name {
  const char *name, *section; /* section: where it is defined, or NULL */
  uint64_t bytes;
} elf_name;

typedef struct elf_names {
  elf_name *items;
  size_t count, capacity;
} elf_names;

typedef struct elf_facts {
  elf_names exported;  /* defined in the dynamic table */
  elf_names needed;    /* from elsewhere, weak ones left out */
  elf_names libraries; /* DT_NEEDED */
  elf_names variables; /* in memory that stays writable; names only when the file was not stripped */
  size_t constructors; /* functions that run while it is loaded, beside the compiler's own one */
  bool stripped, sanitized;
} elf_facts;

/* WB_E_PARSE: not a shared object that libelf can read. */
int elf_read(const char *path, arena *memory, elf_facts *ret_facts, wb_error *err);
#endif
