// What a patrol's commands work with: the device's key, its spool, and the connection to intake.
//
// The spool lies beside the key (patrol-7.key, patrol-7.spool/) unless told otherwise, because the
// chain of envelopes belongs to the key. One process at a time holds it.
// Errors: KeyTrouble, Failure, StoreFailure.

#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "cli/contact.h"
#include "cli/courier.h"
#include "cli/invocation.h"
#include "cli/spool.h"
#include "link/sockets.h"
#include "service/data_folder.h"

namespace vigie::cli {

/// A line of our own to a program, with a key of ours, over ZeroMQ.
class Connection {
 public:
  Connection(const Contact& contact, const link::SecretKey& own);
  link::Line& line() { return *line_; }

 private:
  link::AllowList nobody_;
  link::Context context_;
  std::unique_ptr<link::Line> line_;
};

struct PatrolOptions {
  std::string key;    ///< VIGIE_KEY
  std::string spool;  ///< VIGIE_SPOOL
};

/// The key file asked for; Failure `usage` when none was.
std::filesystem::path key_file_of(const Invocation& invocation, const std::string& given);

class PatrolDesk {
 public:
  PatrolDesk(const std::filesystem::path& key_file, const std::filesystem::path& spool_folder,
             Random& random);

  static std::filesystem::path default_spool(const std::filesystem::path& key_file);

  Spool& spool() { return spool_; }
  const Contact& contact() const { return contact_; }

 private:
  Contact contact_;
  service::DataFolder folder_;
  store::Database database_;
  Spool spool_;
};

std::unique_ptr<PatrolDesk> open_desk(const Invocation& invocation, const PatrolOptions& options);

/// Prints what a person should know of the link.
link::AlarmSink alarms_to(const Console& console);

/// Turns the courier until `enough` says so or the patience is over. True: enough.
bool carry(Courier& courier, Clock& clock, std::chrono::milliseconds patience,
           const std::function<bool()>& enough);

/// Says on standard error why nothing was heard, when something still waits.
void explain_silence(const Invocation& invocation, const Courier& courier, const Contact& contact);

/// How a report stands, as a command prints it in JSON.
Json json_of(const Spooled& spooled);

/// How a report stands, in words: one line, and one more per problem.
std::string text_of(const Spooled& spooled, std::string_view language);
std::string text_of(const std::string& file, const Problems& problems, std::string_view language);
Json json_of(const Problems& problems);

/// Of `vigie spool send`: 1 when one of `sent` was refused, 75 when anything filed still waits.
service::ExitCode exit_code_after_sending(const std::vector<Spooled>& sent,
                                          const std::vector<Spooled>& filed);

}  // namespace vigie::cli
