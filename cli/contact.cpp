#include "cli/contact.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "link/keys.h"
#include "report/json_members.h"
#include "service/failure.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

std::string text_or_empty(const OrderedJson& json, const char* name) {
  return text_member(json, name).value_or("");
}

}  // namespace

std::filesystem::path contact_file(const std::filesystem::path& key_file,
                                   std::string_view program) {
  return std::filesystem::path(key_file).replace_extension(std::string(program) + ".json");
}

void write_contact(const std::filesystem::path& file, const Contact& contact) {
  std::ofstream stream(file, std::ios::binary);
  stream << OrderedJson{{"name", contact.name},
                        {"endpoint", contact.endpoint},
                        {"curve_public", contact.curve_public},
                        {"http", contact.http}}
                .dump(2)
         << '\n';
  stream.close();
  if (!stream) throw Failure(ExitCode::failure, file.string() + ": cannot be written");
}

Contact read_contact(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw Failure(ExitCode::configuration,
                  file.string() +
                      ": is missing; it says where to reach the program, and vigie "
                      "keys new writes it beside the key");
  }
  const OrderedJson json = OrderedJson::parse(stream, nullptr, false);
  if (text_or_empty(json, "endpoint").empty() ||
      !link::raw_curve_key(text_or_empty(json, "curve_public"))) {
    throw Failure(ExitCode::configuration,
                  file.string() + ": cannot be read; it needs name, endpoint and curve_public");
  }
  return {.name = text_or_empty(json, "name"),
          .endpoint = text_or_empty(json, "endpoint"),
          .curve_public = text_or_empty(json, "curve_public"),
          .http = text_or_empty(json, "http")};
}

}  // namespace vigie::cli
