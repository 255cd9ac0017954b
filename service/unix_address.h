// The address of a Unix socket in the file system.
// Errors: Failure when the path does not fit (107 bytes; Linux gives no more).

#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>

#include "service/failure.h"

namespace vigie::service {

inline sockaddr_un unix_address(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path) {
    throw Failure(ExitCode::configuration,
                  path.string() +
                      ": too long for a Unix socket (107 bytes at most); choose a data "
                      "folder with a shorter path");
  }
  std::memcpy(address.sun_path, path.c_str(), path.native().size());
  return address;
}

}  // namespace vigie::service
