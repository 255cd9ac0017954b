#include "cli/contact.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "link/keys.h"
#include "report/json_members.h"
#include "service/failure.h"

namespace vigie::cli {
namespace {

using Json = nlohmann::ordered_json;
using service::ExitCode;
using service::Failure;

std::string text_of(const Json& json, const char* name) {
  return text_member(json, name).value_or("");
}

}  // namespace

std::filesystem::path contact_file(const std::filesystem::path& key_file,
                                   std::string_view program) {
  return std::filesystem::path(key_file).replace_extension(std::string(program) + ".json");
}

void write_contact(const std::filesystem::path& file, const Contact& contact) {
  std::ofstream stream(file, std::ios::binary);
  stream << Json{{"name", contact.name},
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
  const Json json = Json::parse(stream, nullptr, false);
  if (text_of(json, "endpoint").empty() || !link::raw_curve_key(text_of(json, "curve_public"))) {
    throw Failure(ExitCode::configuration,
                  file.string() + ": cannot be read; it needs name, endpoint and curve_public");
  }
  return {.name = text_of(json, "name"),
          .endpoint = text_of(json, "endpoint"),
          .curve_public = text_of(json, "curve_public"),
          .http = text_of(json, "http")};
}

}  // namespace vigie::cli
