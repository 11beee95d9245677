/* SPDX-License-Identifier: MIT */
#include "image.h"
#include "hash.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#define HEADER_BYTES 32
static const char magic[8] = "WAYBILL";

static void stamp_members(codec *c, file_stamp *stamp)
{
  codec_u64(c, &stamp->device);
  codec_u64(c, &stamp->inode);
  codec_u64(c, &stamp->size);
  codec_u64(c, &stamp->modified_ns);
  codec_u64(c, &stamp->digest);
}

static void folder_element(codec *c, void *element)
{
  image_folder *folder = element;
  codec_path(c, &folder->path);
  codec_u32(c, &folder->bundled);
  stamp_members(c, &folder->stamp);
}

static void carrier_element(codec *c, void *element)
{
  image_carrier *carrier = element;
  codec_text(c, "id", &carrier->id);
  codec_text(c, "name", &carrier->name);
  codec_u32(c, &carrier->folder);
  codec_path(c, &carrier->file);
  stamp_members(c, &carrier->stamp);
  for (size_t i = 0; i < WB_COUNT(carrier->lengths.bits); i++)
    codec_u64(c, &carrier->lengths.bits[i]);
  codec_bytes(c, &carrier->formats);
  codec_bytes(c, &carrier->rest);
}

static void refusal_element(codec *c, void *element)
{
  image_refusal *refusal = element;
  uint64_t tried = (uint64_t)refusal->tried_ms;
  codec_path(c, &refusal->path);
  codec_path(c, &refusal->reason);
  codec_u64(c, &tried);
  stamp_members(c, &refusal->stamp);
  refusal->tried_ms = (int64_t)tried;
}

static void image_members(codec *c, image *img)
{
  static const codec_kind folders = { "folder", sizeof(image_folder), sizeof(image_folder), 1024,
                                      folder_element };
  static const codec_kind carriers = { "carrier", sizeof(image_carrier), sizeof(image_carrier),
                                       WB_MAX_PLUGINS * WB_MAX_CARRIERS_PER_MODULE, carrier_element };
  static const codec_kind refusals = { "refusal", sizeof(image_refusal), sizeof(image_refusal),
                                       WB_MAX_PLUGINS * WB_MAX_CARRIERS_PER_MODULE, refusal_element };
  uint16_t major = WB_ABI_MAJOR, minor = WB_ABI_MINOR;
  codec_u16(c, &major);
  codec_u16(c, &minor);
  if (c->rc == WB_OK && (major != WB_ABI_MAJOR || minor != WB_ABI_MINOR))
    c->rc = error_set(c->err, WB_E_PARSE, "it is for plugin ABI %u.%u", major, minor);
  stamp_members(c, &img->core);
  codec_list(c, &img->folders, &folders);
  codec_list(c, &img->carriers, &carriers);
  codec_list(c, &img->refusals, &refusals);
}

/* The header's numbers; the hash covers the body only, the length and version speak for themselves. */
static void header_members(codec *c, uint64_t *version, uint64_t *length, uint64_t *hash)
{
  codec_u64(c, version);
  codec_u64(c, length);
  codec_u64(c, hash);
}

int image_encode(const image *img, buf *out, wb_error *err)
{
  WB_AUTO(buf) body = { .max = IMAGE_MAX_BYTES };
  image copy = *img;
  codec c = codec_writer(&body, err);
  image_members(&c, &copy);
  int rc = codec_finish(&c);
  if (rc)
    return rc;
  uint64_t version = IMAGE_VERSION, length = body.n, hash = XXH3_64bits(body.data, body.n);
  buf_add(out, (wb_str){ magic, sizeof magic });
  codec header = codec_writer(out, err);
  header_members(&header, &version, &length, &hash);
  buf_add(out, buf_view(&body));
  return codec_finish(&header);
}

/* What makes a decoded image safe to use: nothing NULL, no index or name that leads elsewhere. */
static int check_carriers(const image *img, wb_error *err)
{
  for (uint32_t i = 0; i < img->carriers.count; i++) {
    const image_carrier *c = WB_AT(image_carrier, img->carriers, i);
    if (!c->id || !c->name || !c->file || strchr(c->file, '/') || c->folder >= img->folders.count)
      return error_set(err, WB_E_PARSE, "carrier %u is damaged", i + 1);
  }
  for (uint32_t i = 0; i < img->folders.count; i++)
    if (!WB_AT(image_folder, img->folders, i)->path)
      return error_set(err, WB_E_PARSE, "folder %u is damaged", i + 1);
  for (uint32_t i = 0; i < img->refusals.count; i++)
    if (!WB_AT(image_refusal, img->refusals, i)->path || !WB_AT(image_refusal, img->refusals, i)->reason)
      return error_set(err, WB_E_PARSE, "refusal %u is damaged", i + 1);
  return WB_OK;
}

int image_decode(wb_str bytes, arena *memory, image *ret_image, wb_error *err)
{
  uint64_t version = 0, length = 0, hash = 0;
  image img = { 0 };
  if (bytes.n < HEADER_BYTES || memcmp(bytes.p, magic, sizeof magic) != 0)
    return error_set(err, WB_E_PARSE, "it is not a plugin cache");
  codec header = codec_reader((wb_str){ bytes.p + sizeof magic, HEADER_BYTES - sizeof magic }, memory, err);
  header_members(&header, &version, &length, &hash);
  wb_str body = { bytes.p + HEADER_BYTES, bytes.n - HEADER_BYTES };
  if (version != IMAGE_VERSION)
    return error_set(err, WB_E_PARSE, "it is of version %llu, this waybill writes %u",
                     (unsigned long long)version, IMAGE_VERSION);
  if (length != body.n)
    return error_set(err, WB_E_PARSE, "it has %zu bytes where %llu were written", body.n,
                     (unsigned long long)length);
  if (XXH3_64bits(body.p, body.n) != hash)
    return error_set(err, WB_E_PARSE, "its checksum is wrong");
  codec c = codec_reader(body, memory, err);
  image_members(&c, &img);
  int rc = codec_finish(&c);
  if (rc == WB_OK)
    rc = check_carriers(&img, err);
  if (rc == WB_OK)
    *ret_image = img;
  return rc;
}

static int map_open(int fd, const char *path, wb_str *ret_bytes, wb_error *err)
{
  struct stat st;
  if (fstat(fd, &st) || !S_ISREG(st.st_mode))
    return error_set(err, WB_E_IO, "%s is not a regular file", path);
  if ((st.st_uid != 0 && st.st_uid != geteuid()) || (st.st_mode & (S_IWGRP | S_IWOTH)))
    return error_set(err, WB_E_PARSE, "others than you can write it");
  if ((uint64_t)st.st_size > IMAGE_MAX_BYTES)
    return error_set(err, WB_E_LIMIT, "%s is larger than %zu bytes", path, IMAGE_MAX_BYTES);
  size_t size = (size_t)st.st_size;
  void *bytes = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
  if (bytes == MAP_FAILED)
    return error_set(err, WB_E_IO, "cannot read %s: %s", path, strerror(errno));
  *ret_bytes = (wb_str){ bytes, size };
  return WB_OK;
}

int image_map_file(const char *path, wb_str *ret_bytes, wb_error *err)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT)
    return error_set(err, WB_E_NOT_FOUND, "there is none");
  if (fd < 0)
    return error_set(err, WB_E_IO, "cannot open %s: %s", path, strerror(errno));
  int rc = map_open(fd, path, ret_bytes, err);
  close(fd);
  return rc;
}

void image_unmap_file(wb_str bytes)
{
  if (bytes.n)
    munmap((void *)(uintptr_t)bytes.p, bytes.n);
}
