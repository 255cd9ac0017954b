// Everything that stands in a file; nothing when it cannot be read.

#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace vigie::support {

inline std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace vigie::support
