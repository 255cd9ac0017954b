#include "link/wire.h"

#include <simdjson.h>

#include <optional>
#include <utility>

#include "report/json_text.h"
#include "report/simdjson_members.h"

namespace vigie::link {
namespace {

using Object = simdjson::dom::object;

constexpr std::size_t answers_max = 4096;

JsonObject header(std::string_view type) {
  return JsonObject().put("v", wire_version).put("type", type);
}

std::string_view lane_name(Lane lane) { return lane == Lane::urgent ? "urgent" : "ordinary"; }

// --- reading: every getter says nullopt for absent or mistyped ---------------------------------

std::optional<std::int64_t> number_at(Object object, std::string_view name) {
  const auto value = integer_at(object, name);
  return value && *value >= 0 && *value <= number_max ? value : std::nullopt;
}

std::optional<Lane> lane(Object object) {
  const auto name = text_at(object, "lane");
  if (name == "urgent") return Lane::urgent;
  if (name == "ordinary") return Lane::ordinary;
  return std::nullopt;
}

std::optional<Outcome> outcome(Object object) {
  const auto name = text_at(object, "outcome");
  for (const Outcome known : {Outcome::applied, Outcome::refused, Outcome::not_yet}) {
    if (name == to_string(known)) return known;
  }
  return std::nullopt;
}

std::optional<Wire> read_data(Object object, std::int64_t version) {
  const auto incarnation = uuid_at(object, "incarnation");
  const auto on_lane = lane(object);
  const auto sequence = number_at(object, "sequence");
  const auto message = uuid_at(object, "message");
  if (!incarnation || !on_lane || !sequence || *sequence < 1 || !message) return std::nullopt;
  const auto kind = text_at(object, "kind");
  if (kind && kind->size() > kind_bytes_max) return std::nullopt;
  const auto kind_version = number_at(object, "kind_version");
  if (version == wire_version && (!kind || !kind_version || *kind_version > 1'000'000)) {
    return std::nullopt;
  }
  return Data{.version = static_cast<int>(version),
              .incarnation = *incarnation,
              .lane = *on_lane,
              .sequence = *sequence,
              .message = *message,
              .kind = std::string(kind.value_or("")),
              .kind_version = static_cast<int>(kind_version.value_or(0))};
}

std::optional<AnswerItem> read_answer(Object object) {
  const auto sequence = number_at(object, "sequence");
  const auto result = outcome(object);
  const auto code = text_at(object, "code");
  const auto answer = text_at(object, "answer");
  if (!sequence || !result || !code || !answer) return std::nullopt;
  return AnswerItem{.sequence = *sequence,
                    .outcome = *result,
                    .code = std::string(*code),
                    .answer = std::string(*answer)};
}

std::optional<Wire> read_ack(Object object) {
  const auto incarnation = uuid_at(object, "incarnation");
  const auto on_lane = lane(object);
  const auto upto = number_at(object, "upto");
  simdjson::dom::array answers;
  if (!incarnation || !on_lane || !upto) return std::nullopt;
  if (object.at_key("answers").get(answers) != simdjson::SUCCESS) return std::nullopt;
  Ack ack{.incarnation = *incarnation, .lane = *on_lane, .upto = *upto, .answers = {}};
  for (const auto element : answers) {
    Object item;
    if (element.get(item) != simdjson::SUCCESS) return std::nullopt;
    auto answer = read_answer(item);
    if (!answer || ack.answers.size() == answers_max) return std::nullopt;
    ack.answers.push_back(std::move(*answer));
  }
  return ack;
}

std::optional<Wire> read_resend(Object object) {
  const auto incarnation = uuid_at(object, "incarnation");
  const auto on_lane = lane(object);
  const auto from = number_at(object, "from");
  const auto restored = boolean_at(object, "restored");
  if (!incarnation || !on_lane || !from || *from < 1 || !restored) return std::nullopt;
  return Resend{
      .incarnation = *incarnation, .lane = *on_lane, .from = *from, .restored = *restored};
}

std::optional<StreamState> read_stream(Object object) {
  const auto incarnation = uuid_at(object, "incarnation");
  const auto on_lane = lane(object);
  const auto first = number_at(object, "first");
  const auto last = number_at(object, "last");
  const auto acked = number_at(object, "acked");
  if (!incarnation || !on_lane || !first || *first < 1 || !last || !acked) return std::nullopt;
  return StreamState{.incarnation = *incarnation,
                     .lane = *on_lane,
                     .first = *first,
                     .last = *last,
                     .acked = *acked};
}

std::optional<Wire> read_hello(Object object) {
  // Of a sender before hellos were counted: none.
  const auto number = is_absent(object, "number") ? 0 : number_at(object, "number");
  simdjson::dom::array streams;
  if (!number || object.at_key("streams").get(streams) != simdjson::SUCCESS) return std::nullopt;
  Hello hello{.number = *number, .streams = {}};
  for (const auto element : streams) {
    Object item;
    if (element.get(item) != simdjson::SUCCESS) return std::nullopt;
    const auto stream = read_stream(item);
    if (!stream || hello.streams.size() == streams_in_hello_max) return std::nullopt;
    hello.streams.push_back(*stream);
  }
  return hello;
}

std::optional<Wire> read_heard(Object object) {
  const auto number = number_at(object, "number");
  return number ? std::optional<Wire>(Heard{*number}) : std::nullopt;
}

/// The line of a frame, and what stands behind it.
struct FirstFrame {
  std::string_view header;
  std::optional<std::string_view> body;
};

FirstFrame split(std::string_view frame) {
  const std::size_t end = frame.find('\n');
  if (end == std::string_view::npos) return {.header = frame, .body = std::nullopt};
  return {.header = frame.substr(0, end), .body = frame.substr(end + 1)};
}

template <typename Question>
std::optional<Wire> read_question(Object object, std::optional<std::string_view> body) {
  const auto count = number_at(object, "number");
  const auto what = text_at(object, "what");
  if (!count || !what || !body) return std::nullopt;
  if (body->size() > body_bytes_max) return WireError{"wire.limits"};
  return Question{.number = *count, .what = std::string(*what), .body = std::string(*body)};
}

std::optional<Wire> read_typed(Object object, std::optional<std::string_view> body) {
  const auto version = number_at(object, "v");
  const auto type = text_at(object, "type");
  if (!version || *version < 1 || *version > 1'000'000 || !type) return std::nullopt;
  if (type == "data") return read_data(object, *version);
  if (*version != wire_version) return WireError{"wire.version"};
  if (type == "ack") return read_ack(object);
  if (type == "resend") return read_resend(object);
  if (type == "hello") return read_hello(object);
  if (type == "heard") return read_heard(object);
  if (type == "ask") return read_question<Ask>(object, body);
  if (type == "tell") return read_question<Tell>(object, body);
  if (type == "refused") return Refused{std::string(text_at(object, "code").value_or(""))};
  return std::nullopt;
}

bool within_limits(const Parts& frames) {
  if (frames.empty() || frames.size() > parts_max + 1) return false;
  return bytes_of(frames) <= message_bytes_max;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::applied:
      return "applied";
    case Outcome::refused:
      return "refused";
    case Outcome::not_yet:
      return "not_yet";
  }
  return "applied";
}

std::string write_wire(const Data& data) {
  return JsonObject()
      .put("v", data.version)
      .put("type", "data")
      .put("incarnation", to_string(data.incarnation))
      .put("lane", lane_name(data.lane))
      .put("sequence", data.sequence)
      .put("message", to_string(data.message))
      .put("kind", data.kind)
      .put("kind_version", data.kind_version)
      .text();
}

std::string write_wire(const Ack& ack) {
  std::vector<std::string> answers;
  for (const AnswerItem& item : ack.answers) {
    answers.push_back(JsonObject()
                          .put("sequence", item.sequence)
                          .put("outcome", to_string(item.outcome))
                          .put("code", item.code)
                          .put("answer", item.answer)
                          .text());
  }
  return header("ack")
      .put("incarnation", to_string(ack.incarnation))
      .put("lane", lane_name(ack.lane))
      .put("upto", ack.upto)
      .put("answers", Raw{json_list(answers)})
      .text();
}

std::string write_wire(const Resend& resend) {
  return header("resend")
      .put("incarnation", to_string(resend.incarnation))
      .put("lane", lane_name(resend.lane))
      .put("from", resend.from)
      .put("restored", resend.restored)
      .text();
}

std::string write_wire(const Hello& hello) {
  std::vector<std::string> streams;
  for (const StreamState& stream : hello.streams) {
    streams.push_back(JsonObject()
                          .put("incarnation", to_string(stream.incarnation))
                          .put("lane", lane_name(stream.lane))
                          .put("first", stream.first)
                          .put("last", stream.last)
                          .put("acked", stream.acked)
                          .text());
  }
  return header("hello").put("number", hello.number).put("streams", Raw{json_list(streams)}).text();
}

std::string write_wire(const Heard& heard) {
  return header("heard").put("number", heard.number).text();
}

namespace {

template <typename Question>
std::string write_question(std::string_view type, const Question& question) {
  std::string frame = header(type).put("number", question.number).put("what", question.what).text();
  frame.reserve(frame.size() + 1 + question.body.size());
  return frame.append(1, '\n').append(question.body);
}

}  // namespace

std::string write_wire(const Ask& ask) { return write_question("ask", ask); }
std::string write_wire(const Tell& tell) { return write_question("tell", tell); }

std::string write_wire(const Refused& refused) {
  return header("refused").put("code", refused.code).text();
}

Wire read_wire(const Parts& frames) {
  if (!within_limits(frames)) return WireError{"wire.limits"};
  const auto [header, body] = split(frames.front());
  if (header.size() > header_bytes_max) return WireError{"wire.limits"};
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(header);
  Object object;
  if (parser.parse(padded).get(object) != simdjson::SUCCESS) return WireError{"wire.header"};
  // A question is one frame.
  return read_typed(object, frames.size() == 1 ? body : std::nullopt)
      .value_or(WireError{"wire.header"});
}

}  // namespace vigie::link
