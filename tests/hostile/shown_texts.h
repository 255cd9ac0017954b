// What a view may show of the free texts of a report: those its profiles grant, to the letter, and
// nothing of the others.

#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/mission.h"
#include "tests/hostile/text_fields.h"

namespace vigie::hostile {

/// Whether one of these profiles ("profiles" of a view, a clearance) shows this free text: as a
/// part of its name, or with the place.
bool grants(const config::Mission& mission, const std::vector<std::string>& profiles,
            const TextField& field);
bool grants_free_text(const config::Mission& mission, const std::vector<std::string>& profiles);

/// What stands in this field in all entries of the lists on its way: views have them in another
/// order.
std::vector<std::string> texts_in(const nlohmann::json& document, const TextField& field);

struct Showed {
  std::vector<std::string> fields;  ///< Pointers of the free fields that the view shows.
  /// What it shows though its profiles do not grant it, what is not as it was filed, and "marker"
  /// when that stands anywhere but in a free field.
  std::vector<std::string> faults;
};

Showed read_view(const config::Mission& mission, const nlohmann::json& view,
                 const nlohmann::json& filed);

/// The free texts of lines as `vigie inbox` and `vigie view` print them ("  label: text"), read
/// back.
std::vector<std::string> texts_printed(const std::string& out);

/// The first line of this text that begins a line of what was printed; empty: none, the text stayed
/// where it was put.
std::string line_injected(const std::string& text, const std::string& out);

}  // namespace vigie::hostile
