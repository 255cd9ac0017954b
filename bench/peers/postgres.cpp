// peer-postgres FOLDER_OF_SOCKET:PORT SERVER_PID BODY_FILE REPORTS: an outbox. A report and its
// four deliveries are one transaction, whose commit is the receipt. A recipient claims up to 64
// deliveries with FOR UPDATE SKIP LOCKED and acknowledges them by update and commit; when it finds
// none it looks again a millisecond later.

#include <libpq-fe.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/peers/load.h"

namespace {

using namespace std::chrono_literals;
using namespace vigie::bench::peers;

constexpr const char* schema = R"(
  CREATE TABLE report(id bigint PRIMARY KEY, body text NOT NULL);
  CREATE TABLE delivery(
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report bigint NOT NULL,
    position int NOT NULL,
    acknowledged timestamptz);
  CREATE INDEX delivery_pending ON delivery(position, id) WHERE acknowledged IS NULL;)";

constexpr const char* file_report = R"(
  WITH filed AS (INSERT INTO report(id, body) VALUES ($1, $2) RETURNING id)
  INSERT INTO delivery(report, position) SELECT id, unnest(ARRAY[0, 1, 2, 3]) FROM filed)";

constexpr const char* claim = R"(
  SELECT delivery.id, report.id, report.body
  FROM delivery JOIN report ON report.id = delivery.report
  WHERE delivery.position = $1 AND acknowledged IS NULL
  ORDER BY delivery.id LIMIT 64 FOR UPDATE OF delivery SKIP LOCKED)";

constexpr const char* acknowledge =
    "UPDATE delivery SET acknowledged = now() WHERE id = ANY($1::bigint[])";

constexpr const char* count_left = "SELECT count(*) FROM delivery WHERE acknowledged IS NULL";

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

struct Statement {
  const char* name;
  std::vector<const char*> values;
};

/// One connection; statements sent together are answered together.
class Session {
 public:
  explicit Session(const std::string& address) {
    const auto colon = address.rfind(':');
    const std::string target = "host=" + address.substr(0, colon) +
                               " port=" + address.substr(colon + 1) + " user=peer dbname=postgres";
    connection_.reset(PQconnectdb(target.c_str()));
    check(PQstatus(connection_.get()) == CONNECTION_OK);
  }

  Result execute(const char* sql) {
    Result result(PQexec(connection_.get(), sql));
    check_result(result.get());
    return result;
  }
  void prepare(const char* name, const char* sql) {
    check_result(Result(PQprepare(connection_.get(), name, sql, 0, nullptr)).get());
  }

  /// From now on only send() and receive().
  void enter_pipeline() { check(PQenterPipelineMode(connection_.get()) == 1); }

  void send(const std::vector<Statement>& statements) {
    for (const Statement& statement : statements) {
      const auto count = static_cast<int>(statement.values.size());
      check(PQsendQueryPrepared(connection_.get(), statement.name, count, statement.values.data(),
                                nullptr, nullptr, 0) == 1);
    }
    check(PQpipelineSync(connection_.get()) == 1);
  }
  /// The result of each of `count` statements sent.
  std::vector<Result> receive(std::size_t count) {
    std::vector<Result> results;
    for (std::size_t i = 0; i < count; ++i) {
      results.emplace_back(PQgetResult(connection_.get()));
      check_result(results.back().get());
      const Result end(PQgetResult(connection_.get()));
    }
    const Result synchronised(PQgetResult(connection_.get()));
    check(PQresultStatus(synchronised.get()) == PGRES_PIPELINE_SYNC);
    return results;
  }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  void check(bool good) const {
    if (!good) {
      throw std::runtime_error(std::string("PostgreSQL: ") + PQerrorMessage(connection_.get()));
    }
  }
  void check_result(const PGresult* result) const {
    const auto status = PQresultStatus(result);
    check(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
  }

  std::unique_ptr<PGconn, Finish> connection_;
};

class OutboxPublisher : public Publisher {
 public:
  OutboxPublisher(const std::string& address, const std::string& body)
      : session_(address), body_(body) {
    session_.prepare("file", file_report);
    session_.enter_pipeline();
  }

  void file(std::size_t report) override {
    const std::string number = std::to_string(report);
    session_.send({{"file", {number.c_str(), body_.c_str()}}});
    session_.receive(1);
  }

 private:
  Session session_;
  const std::string& body_;
};

class OutboxRecipient : public Recipient {
 public:
  OutboxRecipient(const std::string& address, std::size_t position)
      : session_(address), position_(position), position_text_(std::to_string(position)) {
    session_.prepare("begin", "BEGIN");
    session_.prepare("claim", claim);
    session_.prepare("acknowledge", acknowledge);
    session_.prepare("commit", "COMMIT");
    session_.enter_pipeline();
  }

  void take(Ledger& ledger) override {
    session_.send({{"begin", {}}, {"claim", {position_text_.c_str()}}});
    const Result claimed = std::move(session_.receive(2).at(1));
    const int count = PQntuples(claimed.get());
    if (count == 0) {
      session_.send({{"commit", {}}});
      session_.receive(1);
      std::this_thread::sleep_for(1ms);
      return;
    }
    const std::string deliveries = ids(*claimed);
    session_.send({{"acknowledge", {deliveries.c_str()}}, {"commit", {}}});
    const auto now = Clock::now();
    for (int row = 0; row < count; ++row) {
      ledger.acknowledge(std::stoul(PQgetvalue(claimed.get(), row, 1)), position_, now);
    }
    session_.receive(2);
  }

 private:
  static std::string ids(const PGresult& claimed) {
    std::string list = "{";
    for (int row = 0; row < PQntuples(&claimed); ++row) {
      list += (row == 0 ? "" : ",") + std::string(PQgetvalue(&claimed, row, 0));
    }
    return list + "}";
  }

  Session session_;
  std::size_t position_;
  std::string position_text_;
};

class Outbox : public Peer {
 public:
  Outbox(const std::string& address, const std::string& body)
      : address_(address), body_(body), session_(address) {
    session_.execute(schema);
  }

  std::unique_ptr<Publisher> publisher() override {
    return std::make_unique<OutboxPublisher>(address_, body_);
  }
  std::unique_ptr<Recipient> recipient(std::size_t position) override {
    return std::make_unique<OutboxRecipient>(address_, position);
  }
  std::size_t left() override {
    return std::stoul(PQgetvalue(session_.execute(count_left).get(), 0, 0));
  }

 private:
  const std::string& address_;
  const std::string& body_;
  Session session_;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    const Arguments arguments = read_arguments(argc, argv);
    Outbox peer(arguments.address, arguments.body);
    measure(peer, arguments);
    return 0;
  } catch (const std::exception& trouble) {
    std::fprintf(stderr, "peer-postgres: %s\n", trouble.what());
    return 1;
  }
}
