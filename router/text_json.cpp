#include "router/text_json.h"

#include "report/json_text.h"

namespace vigie::router {

std::string both_texts(const Text& text) {
  return JsonObject().put("en", text.en).put("fr", text.fr).text();
}

const Text& hidden_fact() {
  static const Text text{"a fact you may not see", "un fait que vous ne pouvez pas voir"};
  return text;
}

}  // namespace vigie::router
