#include "tests/support/faulty_disk.h"

#include <algorithm>
#include <utility>

namespace vigie::support {
namespace {

constexpr std::size_t sector_bytes = 512;

void make(const DiskChange& change, std::string& content) {
  if (change.truncates) return content.resize(std::min(content.size(), change.offset));
  content.resize(std::max(content.size(), change.offset + change.bytes.size()));
  content.replace(change.offset, change.bytes.size(), change.bytes);
}

/// A write of which some sectors arrived.
void tear(const DiskChange& change, std::string& content, SeededRandom& random) {
  for (std::size_t at = 0; at < change.bytes.size();) {
    const std::size_t to_boundary = sector_bytes - (change.offset + at) % sector_bytes;
    const std::size_t bytes = std::min(to_boundary, change.bytes.size() - at);
    if (random.below(2) == 0) {
      make({.offset = change.offset + at, .bytes = change.bytes.substr(at, bytes)}, content);
    }
    at += bytes;
  }
}

}  // namespace

std::shared_ptr<DiskFile> FaultyDisk::open(const std::string& name, bool make) {
  if (name.empty()) {
    auto file = std::make_shared<DiskFile>();
    file->name = "temporary";
    return file;
  }
  const auto found = files_.find(name);
  if (found != files_.end()) return found->second;
  if (!make) return nullptr;
  auto& file = files_[name] = std::make_shared<DiskFile>();
  file->name = name;
  return file;
}

std::optional<DiskTrouble> FaultyDisk::strikes(DiskEvent event, const DiskFile& file) {
  if (!fault_ || fault_->event != event || fired_ || held_) return std::nullopt;
  if (!file.name.ends_with(fault_->file_ends_with)) return std::nullopt;
  if (++matched_ != fault_->nth) return std::nullopt;
  fired_ = true;
  full_ = fault_->trouble != DiskTrouble::io_error;
  return fault_->trouble;
}

void FaultyDisk::change(DiskFile& file, DiskChange change) {
  make(change, file.content);
  file.unsynced.push_back(std::move(change));
}

DiskOutcome FaultyDisk::reading(const DiskFile& file) {
  ++counts_.reads;
  tell(DiskEvent::read, Moment::before, file);
  const bool fails = !attached_ || strikes(DiskEvent::read, file);
  return fails ? DiskOutcome::failed : DiskOutcome::done;
}

DiskOutcome FaultyDisk::write(DiskFile& file, std::string_view bytes, std::size_t offset) {
  tell(DiskEvent::write, Moment::before, file);
  if (!attached_) return DiskOutcome::failed;
  const auto trouble = strikes(DiskEvent::write, file);
  if (trouble == DiskTrouble::io_error) return DiskOutcome::failed;
  if (trouble == DiskTrouble::short_write) {
    change(file, {.offset = offset, .bytes = std::string(bytes.substr(0, bytes.size() / 2))});
  }
  if (full_) return DiskOutcome::full;
  ++counts_.writes;
  counts_.bytes_written += static_cast<std::int64_t>(bytes.size());
  change(file, {.offset = offset, .bytes = std::string(bytes)});
  tell(DiskEvent::write, Moment::after, file);
  return DiskOutcome::done;
}

DiskOutcome FaultyDisk::truncate(DiskFile& file, std::size_t bytes) {
  if (!attached_) return DiskOutcome::failed;
  change(file, {.offset = bytes, .bytes = {}, .truncates = true});
  return DiskOutcome::done;
}

DiskOutcome FaultyDisk::sync(DiskFile& file) {
  tell(DiskEvent::sync, Moment::before, file);
  if (!attached_) return DiskOutcome::failed;
  if (strikes(DiskEvent::sync, file)) {
    // The system calls the pages clean although they never reached the disk.
    file.unsynced.clear();
    return full_ ? DiskOutcome::full : DiskOutcome::failed;
  }
  ++counts_.syncs;
  for (const DiskChange& change : std::exchange(file.unsynced, {})) make(change, file.synced);
  file.found_after_power_cut = true;
  tell(DiskEvent::sync, Moment::after, file);
  return DiskOutcome::done;
}

void FaultyDisk::tell(DiskEvent kind, Moment moment, const DiskFile& file) {
  if (attached_ && watch_) watch_({.kind = kind, .moment = moment, .file = file.name});
}

void FaultyDisk::arm(const DiskFault& fault) {
  fault_ = fault;
  matched_ = 0;
  fired_ = false;
}

void FaultyDisk::repair() {
  fault_.reset();
  full_ = false;
}

void FaultyDisk::keep_a_part(DiskFile& file) {
  for (const DiskChange& change : file.unsynced) {
    const std::uint64_t fate = random_.below(4);
    if (fate < 2) continue;
    if (fate == 2 && !change.truncates) {
      tear(change, file.synced, random_);
    } else {
      make(change, file.synced);
    }
  }
}

void FaultyDisk::power_cut(Leaves leaves) {
  std::erase_if(files_, [](const auto& item) { return !item.second->found_after_power_cut; });
  for (auto& [name, file] : files_) {
    if (leaves == Leaves::a_part) keep_a_part(*file);
    file->unsynced.clear();
    file->content = file->synced;
  }
}

void FaultyDisk::spoil(const std::string& name, std::size_t offset, std::size_t bytes) {
  DiskFile& file = *files_.at(name);
  for (std::string* content : {&file.synced, &file.content}) {
    for (std::size_t i = offset; i < std::min(offset + bytes, content->size()); ++i) {
      (*content)[i] = static_cast<char>(random_.below(256));
    }
  }
}

}  // namespace vigie::support
