#include "cli/report_status.h"

#include <doctest/doctest.h>

using namespace vigie;
using namespace vigie::cli;

namespace {

constexpr const char* document =
    R"({"report":"016b1cb5-b980-7001-8001-000000000001","revision":2,"received_at":1559556600000,
        "intake":"intake","state":"told","positions":[
        {"position":"harbour_master","title":{"en":"Harbour master","fr":"Capitaine du port"},
         "state":"acknowledged","at":1559556601000}]})";

}  // namespace

TEST_SUITE("cli/report_status") {
  TEST_CASE("a status document is read and told in both languages") {
    const auto status = read_report_status(document);
    REQUIRE(status);
    CHECK(status->revision == 2);
    CHECK(status->positions.size() == 1);
    CHECK(text_of(*status, "en") ==
          "Report 016b1cb5-b980-7001-8001-000000000001, revision 2: told; received "
          "2019-06-03T10:10:00.000Z\n"
          "  Harbour master (harbour_master): acknowledged, 2019-06-03T10:10:01.000Z");
    CHECK(text_of(*status, "fr") ==
          "Rapport 016b1cb5-b980-7001-8001-000000000001, révision 2 : informé ; reçu le "
          "2019-06-03T10:10:00.000Z\n"
          "  Capitaine du port (harbour_master) : accusé de réception, le "
          "2019-06-03T10:10:01.000Z");
  }

  TEST_CASE("anything else is no status") {
    for (const char* other :
         {"", "[]", "{}", R"({"problems":[]})", R"({"report":1})", "nonsense"}) {
      CAPTURE(other);
      CHECK_FALSE(read_report_status(other));
    }
  }
}
