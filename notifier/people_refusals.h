// Why a request of a person is refused, in words for that person.
//
// Shapes: {"refused":{"code","text":{"en","fr"}}}. Codes are stable once published
//         (docs/protocol.md); texts never quote a report.

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace vigie::notifier {

struct PeopleRefusal {
  std::string_view code;
  std::string_view en;
  std::string_view fr;
};

std::span<const PeopleRefusal> people_refusals();

/// The body of the answer. A code that is not in the table is our bug.
std::string write_refusal(std::string_view code);

}  // namespace vigie::notifier
