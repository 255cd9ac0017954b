// How a key's owner reaches the program that knows it: a small file beside the key file.
//
// Form: JSON {"name","endpoint","curve_public","http"}; for patrol-7.key at intake it is
//       patrol-7.intake.json. Nothing in it is secret.
// Errors: Failure `configuration` when it is missing or unreadable.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vigie::cli {

struct Contact {
  std::string name;          ///< Of the program.
  std::string endpoint;      ///< Where it listens, as seen by the owner of the key.
  std::string curve_public;  ///< Its CURVE key, Z85: who answers there can only be it.
  std::string http;          ///< host:port, or empty.
};

/// `program` is "intake" or "notifier".
std::filesystem::path contact_file(const std::filesystem::path& key_file, std::string_view program);

void write_contact(const std::filesystem::path& file, const Contact& contact);
Contact read_contact(const std::filesystem::path& file);

}  // namespace vigie::cli
