#include "cli/contact.h"

#include <doctest/doctest.h>

#include <fstream>

#include "service/failure.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::cli;

TEST_SUITE("cli/contact") {
  TEST_CASE("a contact lies beside its key and reads back as written") {
    const support::TemporaryFolder folder;
    const auto file = contact_file(folder / "patrol-7.key", "intake");
    CHECK(file == folder / "patrol-7.intake.json");
    const Contact written{.name = "intake",
                          .endpoint = "tcp://10.1.2.3:5701",
                          .curve_public = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
                          .http = "127.0.0.1:8701"};
    write_contact(file, written);
    const Contact read = read_contact(file);
    CHECK(read.name == written.name);
    CHECK(read.endpoint == written.endpoint);
    CHECK(read.curve_public == written.curve_public);
    CHECK(read.http == written.http);
  }

  TEST_CASE("a contact that is missing or says too little is refused") {
    const support::TemporaryFolder folder;
    CHECK_THROWS_AS(read_contact(folder / "nothing.json"), service::Failure);
    for (const char* text :
         {"", "[]", "{}", R"({"endpoint":"tcp://h:1"})",
          R"({"endpoint":"tcp://h:1","curve_public":"short"})",
          R"({"endpoint":7,"curve_public":"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"})"}) {
      CAPTURE(text);
      std::ofstream(folder / "bad.json") << text;
      CHECK_THROWS_AS(read_contact(folder / "bad.json"), service::Failure);
    }
  }
}
