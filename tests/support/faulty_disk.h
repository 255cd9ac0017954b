// The disk beneath FaultyStorage: files in memory, their unsynced writes, and the faults that
// strike. Knows nothing of SQLite but its file names.
//
// A file is what was synced plus the writes since its last sync. A process that dies loses nothing
// of them, the system has them; a power cut loses them all, or keeps an arbitrary part, torn at
// sectors of 512 bytes. A file is found after a power cut once it was synced; a deletion lasts at
// once. After a sync that failed, what it should have saved stays readable and is never saved, and
// the syncs that follow succeed: as Linux does it.
//
// Errors: outcomes are returned; whoever stands above turns them into its own codes.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/random.h"

namespace vigie::support {

enum class DiskEvent { read, write, sync };

enum class DiskTrouble {
  io_error,     ///< This call fails, those after it succeed.
  short_write,  ///< Half of the bytes are written, then the disk is full.
  disk_full,    ///< This write or sync finds no room, and no write does until repair().
};

struct DiskFault {
  DiskEvent event = DiskEvent::write;
  std::int64_t nth = 1;  ///< Counted from arm(), among the files that match; 1 is the next.
  DiskTrouble trouble = DiskTrouble::io_error;
  std::string file_ends_with = {};  ///< "-wal"; empty: any file.
};

struct DiskCounts {
  std::int64_t reads = 0;
  std::int64_t writes = 0;
  std::int64_t syncs = 0;
  std::int64_t bytes_written = 0;
};

enum class Leaves {
  synced_only,
  a_part,  ///< Of the unsynced writes, drawn from the seed.
};

enum class DiskOutcome { done, failed, full };

/// Bytes at a place, or the length cut to that place.
struct DiskChange {
  std::size_t offset = 0;
  std::string bytes;
  bool truncates = false;
};

struct DiskFile {
  std::string name;
  std::string synced;   ///< What a power cut leaves.
  std::string content;  ///< What a read sees.
  std::vector<DiskChange> unsynced;
  bool found_after_power_cut = false;
};

class FaultyDisk {
 public:
  enum class Moment { before, after };
  struct Event {
    DiskEvent kind;
    Moment moment;  ///< Of reads only before.
    const std::string& file;
  };
  using Watch = std::function<void(const Event&)>;

  explicit FaultyDisk(std::uint64_t seed) : random_(seed) {}

  /// nullptr when there is none and none is to be made. Without a name: of its own, for once.
  std::shared_ptr<DiskFile> open(const std::string& name, bool make);
  bool exists(const std::string& name) const { return files_.contains(name); }
  void remove(const std::string& name) { files_.erase(name); }

  DiskOutcome reading(const DiskFile& file);
  DiskOutcome write(DiskFile& file, std::string_view bytes, std::size_t offset);
  DiskOutcome truncate(DiskFile& file, std::size_t bytes);
  DiskOutcome sync(DiskFile& file);

  void arm(const DiskFault& fault);
  bool fired() const { return fired_; }
  void repair();
  /// A fault that is armed waits: for looks the test itself takes.
  void hold_faults(bool held) { held_ = held; }
  void cut_off() { attached_ = false; }
  void attach() { attached_ = true; }
  bool attached() const { return attached_; }
  void power_cut(Leaves leaves);
  /// So many bytes of a file are others than were written, as on a bad sector.
  void spoil(const std::string& name, std::size_t offset, std::size_t bytes);
  void watch(Watch watch) { watch_ = std::move(watch); }
  const DiskCounts& counts() const { return counts_; }
  SeededRandom& random() { return random_; }

 private:
  std::optional<DiskTrouble> strikes(DiskEvent event, const DiskFile& file);
  void keep_a_part(DiskFile& file);
  void tell(DiskEvent kind, Moment moment, const DiskFile& file);
  static void change(DiskFile& file, DiskChange change);

  std::map<std::string, std::shared_ptr<DiskFile>> files_;
  SeededRandom random_;
  DiskCounts counts_;
  std::optional<DiskFault> fault_;
  std::int64_t matched_ = 0;
  bool fired_ = false;
  bool held_ = false;
  bool full_ = false;
  bool attached_ = true;
  Watch watch_;
};

}  // namespace vigie::support
