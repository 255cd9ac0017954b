#include "link/keys.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::link;

namespace {

struct KeyFileFixture {
  support::TemporaryFolder folder;
  SeededRandom random{1};
  SecretKey key = new_key("patrol-7", KeyKind::device, "gao_patrol", random);

  std::filesystem::path written() {
    const auto file = folder / "patrol-7.key";
    write_secret_key(file, key);
    return file;
  }
};

mode_t mode_of(const std::filesystem::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

void replace(const std::filesystem::path& file, const std::string& what, const std::string& with) {
  std::string text = support::file_bytes(file);
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  std::ofstream(file) << text.replace(at, what.size(), with);
}

/// The other of two hexadecimal digits.
std::string changed(std::string hex) {
  hex[0] = hex[0] == '0' ? '1' : '0';
  return hex;
}

}  // namespace

TEST_SUITE("link/keys") {
  TEST_CASE("a secret key file is for its owner alone and reads back whole") {
    KeyFileFixture f;
    const auto file = f.written();
    CHECK(mode_of(file) == 0600);
    const SecretKey read = read_secret_key(file);
    CHECK(read.public_key.name == "patrol-7");
    CHECK(read.public_key.kind == KeyKind::device);
    CHECK(read.public_key.unit == "gao_patrol");
    CHECK(read.public_key.curve == f.key.public_key.curve);
    CHECK(read.public_key.sign == f.key.public_key.sign);
    CHECK(read.curve_secret == f.key.curve_secret);
    CHECK(read.sign_secret.bytes == f.key.sign_secret.bytes);
    CHECK(std::distance(std::filesystem::directory_iterator(f.folder.path()), {}) == 1);
  }

  TEST_CASE("a public key file holds no secret") {
    KeyFileFixture f;
    write_public_key(f.folder / "patrol-7.pub", f.key.public_key);
    CHECK(mode_of(f.folder / "patrol-7.pub") == 0644);
    const std::string text = support::file_bytes(f.folder / "patrol-7.pub");
    CHECK(text.find(f.key.curve_secret) == std::string::npos);
    CHECK(text.find(to_hex(f.key.sign_secret)) == std::string::npos);
    CHECK(text.find("secret") == std::string::npos);
    CHECK(read_public_key(f.folder / "patrol-7.pub").sign == f.key.public_key.sign);
  }

  TEST_CASE("a key file is never overwritten") {
    KeyFileFixture f;
    const auto file = f.written();
    const std::string before = support::file_bytes(file);
    const SecretKey other = new_key("patrol-7", KeyKind::device, "other", f.random);
    CHECK_THROWS_WITH_AS(write_secret_key(file, other), doctest::Contains("never overwritten"),
                         KeyTrouble);
    CHECK_THROWS_AS(write_public_key(file, other.public_key), KeyTrouble);
    CHECK(support::file_bytes(file) == before);
    CHECK(std::distance(std::filesystem::directory_iterator(f.folder.path()), {}) == 1);
  }

  TEST_CASE("a folder that is not there is named") {
    KeyFileFixture f;
    CHECK_THROWS_WITH_AS(write_secret_key(f.folder.path() / "absent" / "a.key", f.key),
                         doctest::Contains("absent/a.key"), KeyTrouble);
    CHECK_THROWS_WITH_AS(read_secret_key(f.folder / "absent.key"),
                         doctest::Contains("cannot be opened"), KeyTrouble);
  }

  TEST_CASE("a secret key that others can read is refused, with the command that mends it") {
    KeyFileFixture f;
    const auto file = f.written();
    for (const mode_t mode : {0640U, 0604U, 0644U, 0660U, 0620U}) {
      REQUIRE(::chmod(file.c_str(), mode) == 0);
      CHECK_THROWS_WITH_AS(read_secret_key(file),
                           doctest::Contains(("chmod 600 " + file.string()).c_str()), KeyTrouble);
    }
    REQUIRE(::chmod(file.c_str(), 0400) == 0);
    CHECK_NOTHROW(read_secret_key(file));
  }

  TEST_CASE("a damaged key file is refused with its name") {
    const std::vector<std::pair<std::string, std::string>> damages = {
        {"{", ""},
        {"\"name\"", "\"nom\""},
        {"patrol-7", "Patrol 7"},
        {"\"device\"", "\"devices\""},
        {"\"curve_public\": \"", "\"curve_public\": \"x"},
        {"\"curve_secret\": \"", "\"curve_secret\": \"\\u0001"},
        {"\"sign_public\": \"", "\"sign_public\": \"0"},
        {"\"sign_secret\": \"", "\"sign_secret\": \"zz"},
        {"\"unit\": \"gao_patrol\"", "\"unit\": 7"},
    };
    for (const auto& [what, with] : damages) {
      CAPTURE(what);
      KeyFileFixture f;
      const auto file = f.written();
      replace(file, what, with);
      CHECK_THROWS_WITH_AS(read_secret_key(file), doctest::Contains(file.c_str()), KeyTrouble);
    }
  }

  TEST_CASE("a secret that does not belong to its public key is refused") {
    KeyFileFixture f;
    auto file = f.written();
    const std::string sign = to_hex(f.key.public_key.sign);
    replace(file, sign, changed(sign));
    CHECK_THROWS_WITH_AS(read_secret_key(file), doctest::Contains("is damaged"), KeyTrouble);
    std::filesystem::remove(file);
    file = f.written();
    replace(file, f.key.public_key.curve,
            new_key("other", KeyKind::device, "", f.random).public_key.curve);
    CHECK_THROWS_WITH_AS(read_secret_key(file), doctest::Contains("is damaged"), KeyTrouble);
  }

  TEST_CASE("a key has a name that is safe in a file, a log and a command") {
    for (const char* name : {"a", "patrol-7", "gao_patrol", "x0"}) CHECK(valid_key_name(name));
    CHECK(valid_key_name(std::string(64, 'a')));
    for (const char* name : {"", "7a", "-a", "_a", "A", "a b", "a/b", "a.b", "é", "a\n"}) {
      CAPTURE(name);
      CHECK_FALSE(valid_key_name(name));
    }
    CHECK_FALSE(valid_key_name(std::string(65, 'a')));
    SeededRandom random(1);
    CHECK_THROWS_AS(new_key("../a", KeyKind::device, "", random), KeyTrouble);
  }

  TEST_CASE("two keys are two keys") {
    SeededRandom random(1);
    const SecretKey a = new_key("a", KeyKind::person, "", random);
    const SecretKey b = new_key("b", KeyKind::program, "", random);
    CHECK(a.public_key.curve != b.public_key.curve);
    CHECK_FALSE(a.public_key.sign == b.public_key.sign);
  }

  TEST_CASE("a CURVE key is 40 characters of Z85, anything else is none") {
    SeededRandom random(1);
    const std::string good = new_key("a", KeyKind::device, "", random).public_key.curve;
    CHECK(raw_curve_key(good).value().size() == 32);
    CHECK_FALSE(raw_curve_key(""));
    CHECK_FALSE(raw_curve_key(good.substr(1)));
    CHECK_FALSE(raw_curve_key(good + "0"));
    CHECK_FALSE(raw_curve_key(std::string(40, '~')));
    CHECK_FALSE(raw_curve_key(std::string(40, '\xff')));
    CHECK_FALSE(raw_curve_key(std::string(40, '\0')));
  }

  TEST_CASE("the words for kinds are read back") {
    for (const KeyKind kind : {KeyKind::device, KeyKind::person, KeyKind::program}) {
      CHECK(parse_key_kind(to_string(kind)) == kind);
    }
    CHECK_FALSE(parse_key_kind("Device"));
    CHECK_FALSE(parse_key_kind(""));
  }
}
