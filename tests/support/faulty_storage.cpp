#include "tests/support/faulty_storage.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <utility>

#include "report/check.h"
#include "store/undo_memory.h"

namespace vigie::support {
namespace {

constexpr int region_locks = SQLITE_SHM_NLOCK;

/// What the connections of one database share: its file lock, and WAL's memory with its eight
/// locks.
struct Shared {
  int readers = 0;  ///< Holders of SHARED or more.
  bool reserved = false;
  bool exclusive = false;
  std::vector<std::unique_ptr<char[]>> regions;
  std::array<int, region_locks> region_readers{};
  std::array<bool, region_locks> region_written{};
};

/// One opened file of one connection.
struct Handle {
  FaultyDisk& disk;
  std::shared_ptr<DiskFile> file;
  std::shared_ptr<Shared> shared;
  bool deletes_on_close = false;
  int lock = SQLITE_LOCK_NONE;
  std::array<bool, region_locks> reads{};
  std::array<bool, region_locks> writes{};
};

/// What SQLite allocates for an opened file: its own part, then ours.
struct Opened {
  sqlite3_file base;
  Handle* handle;
};

Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<Opened*>(file)->handle; }

int code_of(DiskOutcome outcome, int failed) {
  if (outcome == DiskOutcome::full) return SQLITE_FULL;
  return outcome == DiskOutcome::done ? SQLITE_OK : failed;
}

int read_file(sqlite3_file* file, void* into, int bytes, sqlite3_int64 offset) {
  Handle& handle = handle_of(file);
  if (handle.disk.reading(*handle.file) != DiskOutcome::done) return SQLITE_IOERR_READ;
  const std::string& content = handle.file->content;
  const auto wanted = static_cast<std::size_t>(bytes);
  const std::size_t from = std::min(static_cast<std::size_t>(offset), content.size());
  const std::size_t found = std::min(wanted, content.size() - from);
  std::memcpy(into, content.data() + from, found);
  if (found == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(into) + found, 0, wanted - found);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int bytes, sqlite3_int64 offset) {
  Handle& handle = handle_of(file);
  const std::string_view view(static_cast<const char*>(from), static_cast<std::size_t>(bytes));
  return code_of(handle.disk.write(*handle.file, view, static_cast<std::size_t>(offset)),
                 SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 bytes) {
  Handle& handle = handle_of(file);
  return code_of(handle.disk.truncate(*handle.file, static_cast<std::size_t>(bytes)),
                 SQLITE_IOERR_TRUNCATE);
}

int sync_file(sqlite3_file* file, int /*flags*/) {
  Handle& handle = handle_of(file);
  return code_of(handle.disk.sync(*handle.file), SQLITE_IOERR_FSYNC);
}

int file_size(sqlite3_file* file, sqlite3_int64* bytes) {
  *bytes = static_cast<sqlite3_int64>(handle_of(file).file->content.size());
  return SQLITE_OK;
}

int lock_file(sqlite3_file* file, int wanted) {
  Handle& handle = handle_of(file);
  Shared& shared = *handle.shared;
  if (!handle.disk.attached()) return SQLITE_IOERR_LOCK;
  if (wanted <= handle.lock) return SQLITE_OK;
  if (shared.exclusive) return SQLITE_BUSY;
  if (wanted == SQLITE_LOCK_SHARED) {
    ++shared.readers;
    handle.lock = wanted;
    return SQLITE_OK;
  }
  if (shared.reserved && handle.lock < SQLITE_LOCK_RESERVED) return SQLITE_BUSY;
  if (wanted == SQLITE_LOCK_EXCLUSIVE) {
    if (shared.readers > 1) return SQLITE_BUSY;
    shared.exclusive = true;
  }
  shared.reserved = true;
  handle.lock = wanted;
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* file, int wanted) {
  Handle& handle = handle_of(file);
  Shared& shared = *handle.shared;
  if (handle.lock <= wanted) return SQLITE_OK;
  if (handle.lock == SQLITE_LOCK_EXCLUSIVE) shared.exclusive = false;
  if (handle.lock >= SQLITE_LOCK_RESERVED) shared.reserved = false;
  if (wanted == SQLITE_LOCK_NONE) --shared.readers;
  handle.lock = wanted;
  return SQLITE_OK;
}

int reserved_lock(sqlite3_file* file, int* reserved) {
  *reserved = handle_of(file).shared->reserved ? 1 : 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file* /*file*/, int /*what*/, void* /*argument*/) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file* /*file*/) { return 4096; }
/// As the system's own VFS says: a write changes no byte outside it.
int characteristics(sqlite3_file* /*file*/) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_memory(sqlite3_file* file, int region, int bytes, int extend, void volatile** memory) {
  Shared& shared = *handle_of(file).shared;
  const auto wanted = static_cast<std::size_t>(region);
  *memory = nullptr;
  if (shared.regions.size() <= wanted && extend == 0) return SQLITE_OK;
  while (shared.regions.size() <= wanted) {
    shared.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(bytes)));
  }
  *memory = shared.regions[wanted].get();
  return SQLITE_OK;
}

void unlock_region(Handle& handle, std::size_t at) {
  if (std::exchange(handle.reads[at], false)) --handle.shared->region_readers[at];
  if (std::exchange(handle.writes[at], false)) handle.shared->region_written[at] = false;
}

bool others_hold(const Handle& handle, std::size_t at, bool exclusive) {
  const Shared& shared = *handle.shared;
  if (shared.region_written[at] && !handle.writes[at]) return true;
  return exclusive && shared.region_readers[at] > (handle.reads[at] ? 1 : 0);
}

int lock_memory(sqlite3_file* file, int offset, int count, int flags) {
  Handle& handle = handle_of(file);
  const auto first = static_cast<std::size_t>(offset);
  const auto end = first + static_cast<std::size_t>(count);
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  const bool unlocks = (flags & SQLITE_SHM_UNLOCK) != 0;
  for (std::size_t at = first; at < end && !unlocks; ++at) {
    if (others_hold(handle, at, exclusive)) return SQLITE_BUSY;
  }
  for (std::size_t at = first; at < end; ++at) {
    if (unlocks) {
      unlock_region(handle, at);
    } else if (exclusive) {
      handle.writes[at] = handle.shared->region_written[at] = true;
    } else if (!std::exchange(handle.reads[at], true)) {
      ++handle.shared->region_readers[at];
    }
  }
  return SQLITE_OK;
}

void memory_barrier(sqlite3_file* /*file*/) {}

int unmap_memory(sqlite3_file* file, int /*deletes*/) {
  Handle& handle = handle_of(file);
  for (std::size_t at = 0; at < region_locks; ++at) unlock_region(handle, at);
  return SQLITE_OK;
}

int close_file(sqlite3_file* file) {
  Handle& handle = handle_of(file);
  unmap_memory(file, 0);
  unlock_file(file, SQLITE_LOCK_NONE);
  if (handle.deletes_on_close) handle.disk.remove(handle.file->name);
  delete &handle;
  return SQLITE_OK;
}

constexpr sqlite3_io_methods methods{
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = reserved_lock,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_memory,
    .xShmLock = lock_memory,
    .xShmBarrier = memory_barrier,
    .xShmUnmap = unmap_memory,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace

struct FaultyStorage::Vfs {
  explicit Vfs(std::uint64_t seed);
  Vfs(const Vfs&) = delete;
  Vfs& operator=(const Vfs&) = delete;
  ~Vfs() { sqlite3_vfs_unregister(&vfs); }

  static Vfs& of(sqlite3_vfs* vfs) { return *static_cast<Vfs*>(vfs->pAppData); }
  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* given);
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder);
  static int access(sqlite3_vfs* vfs, const char* name, int flags, int* result);
  static int full_path(sqlite3_vfs* vfs, const char* name, int bytes, char* path);
  static int randomness(sqlite3_vfs* vfs, int bytes, char* into);
  static int sleep(sqlite3_vfs* /*vfs*/, int microseconds) { return microseconds; }
  static int last_error(sqlite3_vfs* /*vfs*/, int /*bytes*/, char* /*text*/) { return 0; }
  static int current_time(sqlite3_vfs* /*vfs*/, double* julian_day);

  std::shared_ptr<Shared> shared_by(const std::string& file);
  bool in_use() const;

  std::string name;
  sqlite3_vfs vfs{};
  FaultyDisk disk;
  std::map<std::string, std::weak_ptr<Shared>> shared;
};

FaultyStorage::Vfs::Vfs(std::uint64_t seed) : disk(seed) {
  // As in a program, and before SQLite is in use: registering is a use.
  store::keep_undo_in_memory();
  name = "faulty-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(Opened);
  vfs.mxPathname = 1024;
  vfs.zName = name.c_str();
  vfs.pAppData = this;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  const int code = sqlite3_vfs_register(&vfs, 0);
  VIGIE_EXPECT(code == SQLITE_OK);
}

std::shared_ptr<Shared> FaultyStorage::Vfs::shared_by(const std::string& file) {
  auto found = shared[file].lock();
  if (!found) shared[file] = found = std::make_shared<Shared>();
  return found;
}

bool FaultyStorage::Vfs::in_use() const {
  return std::any_of(shared.begin(), shared.end(),
                     [](const auto& item) { return !item.second.expired(); });
}

int FaultyStorage::Vfs::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                             int* given) {
  Vfs& self = of(vfs);
  Opened& opened = *reinterpret_cast<Opened*>(file);
  opened.base.pMethods = nullptr;
  if (!self.disk.attached()) return SQLITE_CANTOPEN;
  if (store::is_undo(flags)) return store::open_undo_memory(file);
  const std::string wanted = name != nullptr ? name : "";
  auto found = self.disk.open(wanted, (flags & SQLITE_OPEN_CREATE) != 0);
  if (!found) return SQLITE_CANTOPEN;
  opened.handle = new Handle{.disk = self.disk,
                             .file = std::move(found),
                             .shared = self.shared_by(wanted),
                             .deletes_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0};
  opened.base.pMethods = &methods;
  if (given != nullptr) *given = flags;
  return SQLITE_OK;
}

int FaultyStorage::Vfs::remove(sqlite3_vfs* vfs, const char* name, int /*sync_folder*/) {
  Vfs& self = of(vfs);
  if (!self.disk.attached()) return SQLITE_IOERR_DELETE;
  if (!self.disk.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
  self.disk.remove(name);
  return SQLITE_OK;
}

int FaultyStorage::Vfs::access(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* result) {
  *result = of(vfs).disk.exists(name) ? 1 : 0;
  return of(vfs).disk.attached() ? SQLITE_OK : SQLITE_IOERR_ACCESS;
}

int FaultyStorage::Vfs::full_path(sqlite3_vfs* /*vfs*/, const char* name, int bytes, char* path) {
  sqlite3_snprintf(bytes, path, "%s", name);
  return SQLITE_OK;
}

int FaultyStorage::Vfs::randomness(sqlite3_vfs* vfs, int bytes, char* into) {
  of(vfs).disk.random().fill(
      std::as_writable_bytes(std::span(into, static_cast<std::size_t>(bytes))));
  return bytes;
}

/// No statement of ours asks the database for the time.
int FaultyStorage::Vfs::current_time(sqlite3_vfs* /*vfs*/, double* julian_day) {
  *julian_day = 2458650.0;
  return SQLITE_OK;
}

FaultyStorage::FaultyStorage(std::uint64_t seed) : vfs_(std::make_unique<Vfs>(seed)) {}
FaultyStorage::~FaultyStorage() = default;

const std::string& FaultyStorage::vfs() const { return vfs_->name; }
void FaultyStorage::arm(const DiskFault& fault) { vfs_->disk.arm(fault); }
bool FaultyStorage::fired() const { return vfs_->disk.fired(); }
void FaultyStorage::repair() { vfs_->disk.repair(); }
void FaultyStorage::hold_faults(bool held) { vfs_->disk.hold_faults(held); }
void FaultyStorage::cut_off() { vfs_->disk.cut_off(); }
void FaultyStorage::attach() { vfs_->disk.attach(); }
bool FaultyStorage::attached() const { return vfs_->disk.attached(); }
void FaultyStorage::on_event(FaultyDisk::Watch watch) { vfs_->disk.watch(std::move(watch)); }
const DiskCounts& FaultyStorage::counts() const { return vfs_->disk.counts(); }

void FaultyStorage::power_cut(Leaves leaves) {
  VIGIE_EXPECT(!vfs_->in_use());
  vfs_->disk.power_cut(leaves);
}

void FaultyStorage::spoil(const std::string& file, std::size_t offset, std::size_t bytes) {
  VIGIE_EXPECT(!vfs_->in_use());
  vfs_->disk.spoil(file, offset, bytes);
}

}  // namespace vigie::support
