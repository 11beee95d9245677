/* SPDX-License-Identifier: MIT */
#include "elf.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

#define MOST_SYMBOLS 1000000u /* a damaged count must not keep us busy */

typedef struct reading {
  Elf *elf;
  arena *memory;
  elf_facts *facts;
  bool failed; /* no memory */
} reading;

static void add(reading *r, elf_names *list, const char *name, const char *section, uint64_t bytes)
{
  elf_name *slot = ARENA_PUSH(r->memory, list->items, list->count, list->capacity);
  const char *kept = arena_cstr(r->memory, str_of(name)),
             *where = section ? arena_cstr(r->memory, str_of(section)) : NULL;
  if (!slot || !kept || (section && !where)) {
    r->failed = true;
    return;
  }
  *slot = (elf_name){ kept, where, bytes };
}

static const char *section_name(reading *r, size_t index, GElf_Shdr *ret_header)
{
  size_t names = 0;
  Elf_Scn *section = elf_getscn(r->elf, index);
  if (!section || !gelf_getshdr(section, ret_header) || elf_getshdrstrndx(r->elf, &names))
    return NULL;
  return elf_strptr(r->elf, names, ret_header->sh_name);
}

/* Memory that can still change after the linker has made the relocated part read-only. */
static bool stays_writable(const char *section, const GElf_Shdr *header)
{
  static const char *const made_constant[] = { ".data.rel.ro", ".init_array", ".fini_array", ".dynamic",
                                               ".got" };
  if (!(header->sh_flags & SHF_WRITE) || !(header->sh_flags & SHF_ALLOC))
    return false;
  for (size_t i = 0; i < WB_COUNT(made_constant); i++)
    if (str_starts(str_of(section), str_of(made_constant[i])))
      return false;
  return true;
}

/* What the compiler's start files and the linker put into every shared object. */
static bool is_of_the_compiler(wb_str name)
{
  static const char *const known[] = {
    "__dso_handle", "__TMC_END__",  "_edata",     "_end",
    "__bss_start",  "__data_start", "data_start", "_GLOBAL_OFFSET_TABLE_"
  };
  if (str_starts(name, STR("completed.")))
    return true;
  for (size_t i = 0; i < WB_COUNT(known); i++)
    if (str_is(name, known[i]))
      return true;
  return false;
}

static void take_dynamic(reading *r, const char *name, const GElf_Sym *symbol)
{
  unsigned bind = GELF_ST_BIND(symbol->st_info);
  wb_str s = str_of(name);
  if (str_starts(s, STR("__asan_")) || str_starts(s, STR("__ubsan_")) || str_starts(s, STR("__tsan_")) ||
      str_starts(s, STR("__sanitizer_")))
    r->facts->sanitized = true;
  if (symbol->st_shndx == SHN_UNDEF && bind == STB_GLOBAL)
    add(r, &r->facts->needed, name, NULL, 0);
  else if (symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS && bind != STB_LOCAL)
    add(r, &r->facts->exported, name, NULL, symbol->st_size);
}

static void take_symbol(reading *r, const char *name, const GElf_Sym *symbol)
{
  unsigned type = GELF_ST_TYPE(symbol->st_info);
  GElf_Shdr header;
  if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE || !symbol->st_size)
    return;
  if ((type != STT_OBJECT && type != STT_TLS && type != STT_NOTYPE) || is_of_the_compiler(str_of(name)))
    return;
  const char *section = section_name(r, symbol->st_shndx, &header);
  if (section && stays_writable(section, &header))
    add(r, &r->facts->variables, name, section, symbol->st_size);
}

static void read_symbols(reading *r, Elf_Scn *section, const GElf_Shdr *header)
{
  Elf_Data *data = elf_getdata(section, NULL);
  size_t count = data && header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
  for (size_t i = 1; i < count && i < MOST_SYMBOLS; i++) {
    GElf_Sym symbol;
    const char *name =
        gelf_getsym(data, (int)i, &symbol) ? elf_strptr(r->elf, header->sh_link, symbol.st_name) : NULL;
    if (!name || !name[0])
      continue;
    if (header->sh_type == SHT_DYNSYM)
      take_dynamic(r, name, &symbol);
    else
      take_symbol(r, name, &symbol);
  }
}

static void read_libraries(reading *r, Elf_Scn *section, const GElf_Shdr *header)
{
  Elf_Data *data = elf_getdata(section, NULL);
  size_t count = data && header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
  for (size_t i = 0; i < count && i < MOST_SYMBOLS; i++) {
    GElf_Dyn entry;
    const char *name = NULL;
    if (gelf_getdyn(data, (int)i, &entry) && entry.d_tag == DT_NEEDED)
      name = elf_strptr(r->elf, header->sh_link, entry.d_un.d_val);
    if (name)
      add(r, &r->facts->libraries, name, NULL, 0);
  }
}

/* Without names the sizes tell: the start files have one pointer in .data and one flag in .bss. */
static void take_section(reading *r, const char *name, const GElf_Shdr *header)
{
  enum { START_FILES_BYTES = 16 };
  if (stays_writable(name, header) && header->sh_size > START_FILES_BYTES)
    add(r, &r->facts->variables, name, name, header->sh_size);
}

static int read_sections(reading *r, wb_error *err)
{
  bool dynamic = false;
  r->facts->stripped = true;
  for (int pass = 0; pass < 2; pass++)
    for (Elf_Scn *section = elf_nextscn(r->elf, NULL); section; section = elf_nextscn(r->elf, section)) {
      GElf_Shdr header;
      const char *name = section_name(r, elf_ndxscn(section), &header);
      if (!name)
        continue;
      if (pass == 1) {
        if (r->facts->stripped)
          take_section(r, name, &header);
        continue;
      }
      if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM)
        read_symbols(r, section, &header);
      else if (header.sh_type == SHT_DYNAMIC)
        read_libraries(r, section, &header);
      else if (header.sh_type == SHT_INIT_ARRAY)
        r->facts->constructors = (size_t)header.sh_size / sizeof(void *);
      dynamic = dynamic || header.sh_type == SHT_DYNSYM;
      r->facts->stripped = r->facts->stripped && header.sh_type != SHT_SYMTAB;
    }
  if (r->facts->constructors) /* the start files' own */
    r->facts->constructors--;
  if (!dynamic)
    return error_set(err, WB_E_PARSE, "is no shared object: it has no table of dynamic symbols");
  return r->failed ? error_nomem(err) : WB_OK;
}

int elf_read(const char *path, arena *memory, elf_facts *ret_facts, wb_error *err)
{
  *ret_facts = (elf_facts){ 0 };
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return error_set(err, WB_E_IO, "cannot be read: %s", strerror(errno));
  elf_version(EV_CURRENT);
  reading r = { .elf = elf_begin(fd, ELF_C_READ, NULL), .memory = memory, .facts = ret_facts };
  int rc = WB_OK;
  if (!r.elf || elf_kind(r.elf) != ELF_K_ELF)
    rc = error_set(err, WB_E_PARSE, "is no shared object: expected an ELF file");
  else
    rc = read_sections(&r, err);
  elf_end(r.elf);
  close(fd);
  return rc;
}
