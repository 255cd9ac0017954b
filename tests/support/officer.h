// A person at their inbox in tests: opens their positions, confirms every delivery, may acknowledge
// each notice, and remembers what they were shown. Opens again and again, as a client does whose
// notifier may have been restarted.

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "link/line.h"
#include "link/wire.h"
#include "report/id.h"
#include "report/random.h"

namespace vigie::support {

class Officer {
 public:
  /// Report id, revision, position.
  using Shown = std::tuple<std::string, std::int64_t, std::string>;
  /// Notice id, revision, issue.
  using Said = std::tuple<std::string, std::int64_t, std::int64_t>;

  Officer(std::string person, std::vector<std::string> positions, bool acknowledges,
          std::unique_ptr<link::Line> line, Random& random);

  void turn(Time now);
  Time next_wake(Time now) const;
  /// Replies not recorded yet.
  std::size_t owed() const { return replies_.size(); }

  const std::string& person() const { return person_; }
  const std::set<Shown>& shown() const { return shown_; }
  /// Replies the notifier said are recorded.
  std::int64_t recorded() const { return recorded_; }
  const std::set<std::string>& recorded_replies() const { return recorded_replies_; }
  std::int64_t pushes() const { return pushes_; }
  link::Line& line() { return *line_; }
  /// Every delivery id seen for what was said: more than one is a duplicate under another name.
  const std::map<Said, std::set<std::string>>& deliveries() const { return deliveries_; }

 private:
  struct Owed {
    std::string body;
    Time ask_again{};
  };

  void ask(const std::string& what, const std::string& body);
  void take(const link::Tell& tell);
  void take_notice(const std::string& body);

  std::string person_;
  std::vector<std::string> positions_;
  bool acknowledges_;
  std::unique_ptr<link::Line> line_;
  Random& random_;
  Time open_again_{};
  std::int64_t number_ = 0;
  std::set<Shown> shown_;
  std::map<Said, std::set<std::string>> deliveries_;
  std::map<std::string, Owed> replies_;  ///< By reply id, until recorded.
  std::set<Said> replied_;
  std::int64_t recorded_ = 0;
  std::set<std::string> recorded_replies_;
  std::int64_t pushes_ = 0;
};

}  // namespace vigie::support
