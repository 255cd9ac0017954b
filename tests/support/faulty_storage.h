// A FaultyDisk under real SQLite: a VFS of its own name, registered while the object lives
// (store::OpenOptions::vfs). WAL works; its shared memory and all locks live on the heap and vanish
// with the last connection, as those of a process do.
//
// Shapes: one object is one disk, of one machine. Single-threaded; several connections may be open.
// Limits: the object outlives its connections; power_cut() wants every one of them closed.

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/faulty_disk.h"

namespace vigie::support {

class FaultyStorage {
 public:
  explicit FaultyStorage(std::uint64_t seed);
  FaultyStorage(const FaultyStorage&) = delete;
  FaultyStorage& operator=(const FaultyStorage&) = delete;
  ~FaultyStorage();

  const std::string& vfs() const;

  void arm(const DiskFault& fault);
  bool fired() const;  ///< Whether the armed fault has struck.
  void repair();       ///< No fault is armed, and there is room again.

  /// A fault that is armed waits: for looks the test itself takes.
  void hold_faults(bool held);

  /// Nothing reaches the disk any more, every call fails: the process that used it is dead, though
  /// its code still runs.
  void cut_off();
  void attach();  ///< For the next process.
  bool attached() const;

  void power_cut(Leaves leaves = Leaves::synced_only);
  /// So many bytes of a file are others than were written, as on a bad sector.
  void spoil(const std::string& file, std::size_t offset, std::size_t bytes);

  /// Told of what is about to happen and of what has; may call cut_off(), and must not throw.
  void on_event(FaultyDisk::Watch watch);

  const DiskCounts& counts() const;

 private:
  struct Vfs;
  std::unique_ptr<Vfs> vfs_;
};

}  // namespace vigie::support
