#include "link/wire.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "report/random.h"

using namespace vigie;
using namespace vigie::link;

namespace {

constexpr const char* id_a = "019b1e7a-0000-7000-8000-000000000001";
constexpr const char* id_b = "019b1e7a-0000-7000-8000-000000000002";

Uuid uuid(const char* text) { return parse_uuid(text).value(); }

template <typename T>
T round_trip(const T& value) {
  const Wire wire = read_wire({write_wire(value)});
  REQUIRE(std::holds_alternative<T>(wire));
  return std::get<T>(wire);
}

std::string error_of(const Parts& frames) {
  const Wire wire = read_wire(frames);
  const auto* error = std::get_if<WireError>(&wire);
  return error != nullptr ? error->code : "";
}

/// A good data header with one piece of it replaced.
std::string data_with(const std::string& piece, const std::string& instead) {
  std::string header = std::string(R"({"v":1,"type":"data","incarnation":")") + id_a +
                       R"(","lane":"urgent","sequence":5,"message":")" + id_b +
                       R"(","kind":"report","kind_version":2})";
  const auto at = header.find(piece);
  REQUIRE(at != std::string::npos);
  return header.replace(at, piece.size(), instead);
}

}  // namespace

TEST_SUITE("link/wire") {
  TEST_CASE("every type comes back as it was written") {
    Data data;
    data.incarnation = uuid(id_a);
    data.lane = Lane::urgent;
    data.sequence = 5;
    data.message = uuid(id_b);
    data.kind = "report";
    data.kind_version = 2;
    const Data data_read = round_trip(data);
    CHECK(data_read.version == wire_version);
    CHECK(data_read.incarnation == data.incarnation);
    CHECK(data_read.lane == Lane::urgent);
    CHECK(data_read.sequence == 5);
    CHECK(data_read.message == data.message);
    CHECK(data_read.kind == "report");
    CHECK(data_read.kind_version == 2);

    const Resend resend = round_trip(
        Resend{.incarnation = uuid(id_a), .lane = Lane::ordinary, .from = 9, .restored = true});
    CHECK(resend.incarnation == uuid(id_a));
    CHECK(resend.lane == Lane::ordinary);
    CHECK(resend.from == 9);
    CHECK(resend.restored);

    CHECK(round_trip(Refused{"key.revoked"}).code == "key.revoked");
    const Ask ask = round_trip(Ask{.number = 3, .what = "status", .body = R"({"id":"é"})"});
    CHECK(std::pair(ask.number, ask.what) == std::pair<std::int64_t, std::string>(3, "status"));
    CHECK(ask.body == R"({"id":"é"})");
    const Tell tell = round_trip(Tell{.number = 3, .what = "status", .body = "{}"});
    CHECK(tell.number == 3);
    CHECK(tell.body == "{}");
  }

  TEST_CASE("the body of a question and of its answer stands behind the header's line") {
    const std::string asked =
        write_wire(Ask{.number = 3, .what = "status", .body = std::string(body_bytes_max, 'x')});
    CHECK(std::holds_alternative<Ask>(read_wire({asked})));
    CHECK(error_of({asked.substr(0, asked.find('\n'))}) == "wire.header");
    CHECK(error_of({asked, "more"}) == "wire.header");
    CHECK(error_of({asked + "x"}) == "wire.limits");
    CHECK(round_trip(Ask{.number = 3, .what = "status", .body = ""}).body.empty());
    const std::string bytes = "\nany\xff\n\"bytes" + std::string(1, '\0');
    const std::string told = write_wire(Tell{.number = 3, .what = "a\nb", .body = bytes});
    CHECK(std::get<Tell>(read_wire({told})).body == bytes);
    CHECK(std::get<Tell>(read_wire({told})).what == "a\nb");
    CHECK(error_of({told.substr(0, told.find('\n'))}) == "wire.header");
  }

  TEST_CASE("an acknowledgement carries its answers, whatever bytes they hold") {
    const std::string awkward = std::string("quote \" backslash \\ newline \n nul \0 é", 38);
    const Ack ack = round_trip(Ack{
        .incarnation = uuid(id_a),
        .lane = Lane::urgent,
        .upto = 7,
        .answers = {
            {.sequence = 6, .outcome = Outcome::refused, .code = "meaning.region", .answer = ""},
            {.sequence = 7, .outcome = Outcome::not_yet, .code = "version", .answer = awkward}}});
    CHECK(ack.upto == 7);
    REQUIRE(ack.answers.size() == 2);
    CHECK(ack.answers[0].outcome == Outcome::refused);
    CHECK(ack.answers[0].code == "meaning.region");
    CHECK(ack.answers[1].sequence == 7);
    CHECK(ack.answers[1].outcome == Outcome::not_yet);
    CHECK(ack.answers[1].answer == awkward);
  }

  TEST_CASE("a hello names up to its limit of streams, not one more") {
    const StreamState state{
        .incarnation = uuid(id_a), .lane = Lane::urgent, .first = 3, .last = 9, .acked = 4};
    Hello hello{.number = 12, .streams = {}};
    hello.streams.assign(streams_in_hello_max, state);
    const Hello read = round_trip(hello);
    CHECK(read.number == 12);
    REQUIRE(read.streams.size() == streams_in_hello_max);
    CHECK(read.streams[0].first == 3);
    CHECK(read.streams[0].last == 9);
    CHECK(read.streams[0].acked == 4);
    hello.streams.push_back(state);
    CHECK(error_of({write_wire(hello)}) == "wire.header");
  }

  TEST_CASE("a hello is heard by its number, and one of before hellos were counted has none") {
    CHECK(round_trip(Heard{.number = 12}).number == 12);
    CHECK(error_of({R"({"v":1,"type":"heard"})"}) == "wire.header");
    CHECK(error_of({R"({"v":1,"type":"heard","number":-1})"}) == "wire.header");
    CHECK(std::get<Hello>(read_wire({R"({"v":1,"type":"hello","streams":[]})"})).number == 0);
    CHECK(error_of({R"({"v":1,"type":"hello","number":"1","streams":[]})"}) == "wire.header");
  }

  TEST_CASE("members it does not know are passed over") {
    const Wire wire = read_wire({data_with(R"("sequence")", R"("new":[{"x":1}],"sequence")")});
    REQUIRE(std::holds_alternative<Data>(wire));
    CHECK(std::get<Data>(wire).sequence == 5);
  }

  TEST_CASE("a header that is not one is an error, whatever it is") {
    const std::vector<std::string> headers = {
        "",
        "{}",
        "[]",
        "null",
        "\"data\"",
        "not JSON",
        std::string(1, '\0'),
        "\xff\xfe",
        std::string(5000, '['),
        R"({"v":1})",
        R"({"type":"hello"})",
        R"({"v":1,"type":"unheard_of"})",
        R"({"v":0,"type":"hello","streams":[]})",
        R"({"v":-1,"type":"hello","streams":[]})",
        R"({"v":"1","type":"hello","streams":[]})",
        R"({"v":1,"type":"hello"})",
        R"({"v":1,"type":"hello","streams":{}})",
        R"({"v":1,"type":"hello","streams":[1]})",
        R"({"v":1,"type":"hello","streams":[{}]})",
        R"({"v":1,"type":"ack","streams":[]})",
        R"({"v":1,"type":"ask","what":"x"})",
        R"({"v":1,"type":"tell","number":-1,"what":"x","body":""})",
        data_with("\"v\":1", "\"v\":1.0"),
        data_with("\"sequence\":5", "\"sequence\":0"),
        data_with("\"sequence\":5", "\"sequence\":-5"),
        data_with("\"sequence\":5", "\"sequence\":5.0"),
        data_with("\"sequence\":5", "\"sequence\":\"5\""),
        data_with("\"sequence\":5", "\"sequence\":9007199254740992"),
        data_with("\"sequence\":5", "\"sequence\":9223372036854775807"),
        data_with("\"sequence\":5", "\"sequence\":18446744073709551616"),
        data_with("\"kind_version\":2", "\"kind_version\":1000001"),
        data_with("\"kind_version\":2", "\"kind_version\":null"),
        data_with("\"kind\":\"report\",", ""),
        data_with("\"kind\":\"report\"", "\"kind\":\"" + std::string(65, 'k') + "\""),
        data_with("urgent", "Urgent"),
        data_with("\"urgent\"", "0"),
        data_with(id_a, "019B1E7A-0000-7000-8000-000000000001"),
        data_with(id_a, ""),
        data_with(id_b, std::string(id_b) + "0"),
        data_with("}", ""),
        data_with("}", "} {}"),
        data_with("report", "re\xffport"),
    };
    for (const std::string& header : headers) {
      CAPTURE(header);
      CHECK(error_of({header, "part"}) == "wire.header");
    }
  }

  TEST_CASE("a message of a future version keeps what every version has; other types are refused") {
    const Wire wire = read_wire({data_with("\"v\":1", "\"v\":9")});
    REQUIRE(std::holds_alternative<Data>(wire));
    CHECK(std::get<Data>(wire).version == 9);
    const Wire bare = read_wire(
        {std::string(R"({"v":2,"type":"data","lane":"ordinary","sequence":1,"incarnation":")") +
         id_a + R"(","message":")" + id_b + "\"}"});
    REQUIRE(std::holds_alternative<Data>(bare));
    CHECK(std::get<Data>(bare).kind.empty());
    CHECK(error_of({R"({"v":2,"type":"hello","streams":[]})"}) == "wire.version");
    CHECK(error_of({R"({"v":2,"type":"unheard_of"})"}) == "wire.version");
  }

  TEST_CASE("the limits are refused one beyond and accepted at the limit") {
    const std::string header = data_with("urgent", "urgent");
    CHECK(error_of({}) == "wire.limits");
    Parts many(parts_max + 1, "x");
    many[0] = header;
    CHECK(error_of(many).empty());
    many.emplace_back("x");
    CHECK(error_of(many) == "wire.limits");
    CHECK(error_of({header, std::string(message_bytes_max - header.size(), 'x')}).empty());
    CHECK(error_of({header, std::string(message_bytes_max - header.size() + 1, 'x')}) ==
          "wire.limits");
    const std::string padded = header + std::string(header_bytes_max - header.size(), ' ');
    CHECK(error_of({padded}).empty());
    CHECK(error_of({padded + " "}) == "wire.limits");
    const std::string question = R"({"v":1,"type":"ask","number":1,"what":"x"})";
    const std::string spaces(header_bytes_max - question.size(), ' ');
    CHECK(error_of({question + spaces + "\nbody"}).empty());
    CHECK(error_of({question + spaces + " \nbody"}) == "wire.limits");
  }

  TEST_CASE("random changes to a header never give anything but a message or an error") {
    SeededRandom random(2);
    for (int round = 0; round < 20'000; ++round) {
      std::string header = data_with("urgent", "ordinary");
      for (std::uint64_t change = random.below(4) + 1; change > 0; --change) {
        header[random.below(header.size())] = static_cast<char>(random.below(256));
      }
      const Wire wire = read_wire({header});
      CHECK((std::holds_alternative<Data>(wire) || std::holds_alternative<WireError>(wire)));
    }
  }
}
