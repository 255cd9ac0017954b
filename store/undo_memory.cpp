#include "store/undo_memory.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <vector>

#include "report/check.h"

namespace vigie::store {
namespace {

/// What SQLite allocates for an opened file: its own part, then ours.
struct UndoFile {
  sqlite3_file base;
  std::vector<char>* bytes;
};
static_assert(sizeof(UndoFile) == undo_file_bytes);

std::vector<char>& bytes_of(sqlite3_file* file) {
  return *reinterpret_cast<UndoFile*>(file)->bytes;
}

int close_file(sqlite3_file* file) {
  delete &bytes_of(file);
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* into, int wanted, sqlite3_int64 offset) {
  const std::vector<char>& bytes = bytes_of(file);
  const auto asked = static_cast<std::size_t>(wanted);
  const std::size_t from = std::min(static_cast<std::size_t>(offset), bytes.size());
  const std::size_t found = std::min(asked, bytes.size() - from);
  std::copy_n(bytes.data() + from, found, static_cast<char*>(into));
  if (found == asked) return SQLITE_OK;
  std::memset(static_cast<char*>(into) + found, 0, asked - found);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
  std::vector<char>& bytes = bytes_of(file);
  const auto end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(count);
  try {
    if (end > bytes.size()) bytes.resize(end);
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
  std::memcpy(bytes.data() + offset, from, static_cast<std::size_t>(count));
  return SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  std::vector<char>& bytes = bytes_of(file);
  bytes.resize(std::min(bytes.size(), static_cast<std::size_t>(size)));
  return SQLITE_OK;
}

int sync_file(sqlite3_file* /*file*/, int /*flags*/) { return SQLITE_OK; }

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(bytes_of(file).size());
  return SQLITE_OK;
}

// Nobody else can open it.
int lock_file(sqlite3_file* /*file*/, int /*level*/) { return SQLITE_OK; }
int reserved_lock(sqlite3_file* /*file*/, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file* /*file*/, int /*what*/, void* /*argument*/) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file* /*file*/) { return 4096; }
int characteristics(sqlite3_file* /*file*/) { return 0; }

constexpr sqlite3_io_methods methods{
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = lock_file,
    .xCheckReservedLock = reserved_lock,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

/// The system's files, all but what is_undo().
struct Layer : sqlite3_vfs {
  explicit Layer(sqlite3_vfs* beneath) : sqlite3_vfs(*beneath), system(beneath) {
    zName = "vigie";
    szOsFile = std::max(szOsFile, undo_file_bytes);
    xOpen = open;
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* given) {
    sqlite3_vfs* system = static_cast<Layer*>(vfs)->system;
    if (!is_undo(flags)) return system->xOpen(system, name, file, flags, given);
    if (given != nullptr) *given = flags;
    return open_undo_memory(file);
  }

  sqlite3_vfs* system;
};

int add_layer() {
  sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
  VIGIE_EXPECT(system != nullptr);
  static Layer layer(system);
  return sqlite3_vfs_register(&layer, 1);
}

}  // namespace

bool is_undo(int flags) {
  return (flags & (SQLITE_OPEN_SUBJOURNAL | SQLITE_OPEN_TEMP_JOURNAL)) != 0;
}

int open_undo_memory(sqlite3_file* file) {
  file->pMethods = nullptr;
  auto* bytes = new (std::nothrow) std::vector<char>();
  if (bytes == nullptr) return SQLITE_NOMEM;
  file->pMethods = &methods;
  reinterpret_cast<UndoFile*>(file)->bytes = bytes;
  return SQLITE_OK;
}

void keep_undo_in_memory() {
  // From the first byte, not first into SQLite's own memory. Refused once SQLite is in use.
  constexpr int at_once = 0;
  static const int spill = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, at_once);
  static const int layer = add_layer();
  static_cast<void>(spill);
  VIGIE_EXPECT(layer == SQLITE_OK);
}

}  // namespace vigie::store
