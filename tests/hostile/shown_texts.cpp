#include "tests/hostile/shown_texts.h"

#include <algorithm>
#include <sstream>

#include "tests/hostile/leaks.h"

namespace vigie::hostile {
namespace {

using Json = nlohmann::json;

bool is_index(const std::string& step) {
  return !step.empty() && step.find_first_not_of("0123456789") == step.npos;
}

std::vector<std::string> steps_of(const std::string& pointer) {
  std::vector<std::string> steps;
  std::istringstream stream(pointer.substr(1));
  for (std::string step; std::getline(stream, step, '/');) steps.push_back(step);
  return steps;
}

/// "/who/0/description" is "who.description".
std::string part_name(const TextField& field) {
  std::string name;
  for (const std::string& step : steps_of(field.pointer())) {
    if (is_index(step)) continue;
    name += (name.empty() ? "" : ".") + step;
  }
  return name;
}

/// The members this way leads to, through every entry of a list.
template <typename Node>
std::vector<Node*> members_at(Node& document, const TextField& field) {
  std::vector<Node*> found{&document};
  for (const std::string& step : steps_of(field.pointer())) {
    std::vector<Node*> next;
    for (Node* member : found) {
      if (is_index(step) && member->is_array()) {
        for (Node& entry : *member) next.push_back(&entry);
      } else if (member->is_object() && member->contains(step)) {
        next.push_back(&member->at(step));
      }
    }
    found = std::move(next);
  }
  return found;
}

/// What is left of a view when the text of each free field is taken out.
std::string without_texts(Json view) {
  for (const TextField& field : text_fields()) {
    if (!field.is_free()) continue;
    for (Json* text : members_at(view, field)) *text = nullptr;
  }
  return view.dump();
}

/// As often as it is there.
bool each_is_in(std::vector<std::string> few, std::vector<std::string> many) {
  std::sort(few.begin(), few.end());
  std::sort(many.begin(), many.end());
  return std::includes(many.begin(), many.end(), few.begin(), few.end());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

bool grants(const config::Mission& mission, const std::vector<std::string>& profiles,
            const TextField& field) {
  const std::string part = part_name(field);
  return std::any_of(profiles.begin(), profiles.end(), [&](const std::string& profile) {
    return mission.profiles.at(profile).parts.contains(part);
  });
}

bool grants_free_text(const config::Mission& mission, const std::vector<std::string>& profiles) {
  const auto& fields = text_fields();
  return std::any_of(fields.begin(), fields.end(), [&](const TextField& field) {
    return field.is_free() && grants(mission, profiles, field);
  });
}

std::vector<std::string> texts_in(const Json& document, const TextField& field) {
  std::vector<std::string> texts;
  for (const Json* text : members_at(document, field)) texts.push_back(text->get<std::string>());
  return texts;
}

Showed read_view(const config::Mission& mission, const Json& view, const Json& filed) {
  const std::vector<std::string> profiles = view.at("profiles");
  Showed showed;
  for (const TextField& field : text_fields()) {
    if (!field.is_free()) continue;
    const auto texts = texts_in(view, field);
    if (texts.empty()) continue;
    const std::string pointer = field.pointer();
    if (!grants(mission, profiles, field)) showed.faults.push_back(pointer + " not granted");
    if (!each_is_in(texts, texts_in(filed, field))) showed.faults.push_back(pointer + " altered");
    showed.fields.push_back(pointer);
  }
  if (without_texts(view).find(marker) != std::string::npos) showed.faults.push_back("marker");
  return showed;
}

std::vector<std::string> texts_printed(const std::string& out) {
  std::vector<std::string> texts;
  for (const std::string& line : lines_of(out)) {
    const std::size_t label_end = line.find(": ");
    if (label_end == line.npos) continue;
    const Json text = Json::parse("\"" + line.substr(label_end + 2) + "\"", nullptr, false);
    if (text.is_string()) texts.push_back(text);
  }
  return texts;
}

std::string line_injected(const std::string& text, const std::string& out) {
  const auto lines = lines_of(text);
  if (lines.size() < 2) return "";  // The first one stands where the text was put.
  for (const std::string& printed : lines_of(out)) {
    const std::string said =
        printed.substr(std::min(printed.find_first_not_of(' '), printed.size()));
    const auto found = std::find_if(lines.begin() + 1, lines.end(), [&](const auto& line) {
      return !line.empty() && said.starts_with(line);
    });
    if (found != lines.end()) return *found;
  }
  return "";
}

}  // namespace vigie::hostile
