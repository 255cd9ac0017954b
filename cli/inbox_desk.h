// A person's connection to the notifier, as the commands of people use it: one request at a time,
// waited for.
//
// Errors: Failure `try_later` when nobody answers, `failure` when the notifier refuses, in the
//         reader's language.

#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "cli/contact.h"
#include "cli/inbox_client.h"
#include "cli/invocation.h"
#include "cli/patrol_desk.h"
#include "link/keys.h"

namespace vigie::cli {

class InboxDesk {
 public:
  /// `key`: the key file, as given on the command line.
  InboxDesk(const Invocation& invocation, const std::string& key);

  InboxClient& client() { return client_; }

  InboxOpened open(const std::string& position);
  InboxList list(const std::string& position);
  InboxNotice show(const Uuid& notice);
  InboxRecorded reply(const InboxReply& reply);

 private:
  template <typename Result>
  using Then = std::function<void(const InboxAnswer<Result>&)>;

  /// The answer of one request.
  template <typename Result>
  Result wait(const std::function<void(const Then<Result>&)>& ask);

  const Invocation& invocation_;
  std::filesystem::path key_file_;
  link::SecretKey key_;
  Contact contact_;
  Connection connection_;
  InboxClient client_;
};

/// Failure `usage` when it is none.
Uuid notice_id(const std::string& text);

/// Failure `usage` when there is no revision, with the line to type: what arrived since the person
/// looked must not be answered unread.
void demand_revision(const Invocation& invocation, std::int64_t revision, const std::string& line);

/// Records the answer and says so; also when the notice as `shown` says more than was answered.
void answer(const Invocation& invocation, InboxDesk& desk, const InboxNotice& shown,
            const InboxReply& reply);

}  // namespace vigie::cli
