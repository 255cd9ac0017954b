// The other end of <data>/control.sock: a command asks a running program one question.
//
// Shapes: request and answer are one line of JSON each, without the newline.
// Errors: nullopt means no program is running there. Failure try_later when it does not answer in
//         time, failure when it hangs up or the socket refuses us. A refusal by the program is an
//         answer like any other ({"ok":false,"error":…}).

#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace vigie::service {

std::optional<std::string> ask(const std::filesystem::path& socket_path, std::string_view request,
                               std::chrono::milliseconds patience);

}  // namespace vigie::service
