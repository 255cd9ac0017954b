// peer-rabbitmq PORT SERVER_PID BODY_FILE REPORTS: a fanout exchange and one durable quorum queue
// for each position. Messages are persistent, publishers wait for the confirm of each, recipients
// acknowledge each by hand with at most 64 unacknowledged.

#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <sys/time.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include "bench/peers/load.h"

namespace {

using namespace vigie::bench::peers;

constexpr amqp_channel_t channel = 1;
constexpr const char* exchange = "reports";

amqp_bytes_t bytes(const std::string& text) {
  return {.len = text.size(), .bytes = const_cast<char*>(text.data())};
}

std::string queue(std::size_t position) { return "position-" + std::to_string(position); }

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("RabbitMQ: ") + what);
}

/// One connection with one channel open.
class Line {
 public:
  explicit Line(int port) : connection_(amqp_new_connection()) {
    amqp_socket_t* socket = amqp_tcp_socket_new(get());
    check(amqp_socket_open(socket, "127.0.0.1", port) == AMQP_STATUS_OK, "no connection");
    const auto reply = amqp_login(get(), "/", 0, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN,
                                  "guest", "guest");
    check(reply.reply_type == AMQP_RESPONSE_NORMAL, "login");
    amqp_channel_open(get(), channel);
    check_reply("channel");
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() {
    // An orderly end: the acknowledgements sent before it are taken.
    amqp_channel_close(get(), channel, AMQP_REPLY_SUCCESS);
    amqp_connection_close(get(), AMQP_REPLY_SUCCESS);
  }

  amqp_connection_state_t get() const { return connection_.get(); }
  void check_reply(const char* what) const {
    check(amqp_get_rpc_reply(get()).reply_type == AMQP_RESPONSE_NORMAL, what);
  }

 private:
  struct Destroy {
    void operator()(amqp_connection_state_t connection) const {
      amqp_destroy_connection(connection);
    }
  };
  std::unique_ptr<amqp_connection_state_t_, Destroy> connection_;
};

class RabbitPublisher : public Publisher {
 public:
  RabbitPublisher(int port, const std::string& body) : line_(port), body_(body) {
    amqp_confirm_select(line_.get(), channel);
    line_.check_reply("confirm.select");
  }

  void file(std::size_t report) override {
    const std::string number = std::to_string(report);
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG;
    properties.delivery_mode = AMQP_DELIVERY_PERSISTENT;
    properties.message_id = bytes(number);
    const int sent = amqp_basic_publish(line_.get(), channel, amqp_cstring_bytes(exchange),
                                        amqp_empty_bytes, 1, 0, &properties, bytes(body_));
    check(sent == AMQP_STATUS_OK, "publish");
    amqp_frame_t frame;
    timeval patience{.tv_sec = 60, .tv_usec = 0};
    const int got = amqp_simple_wait_frame_noblock(line_.get(), &frame, &patience);
    check(got == AMQP_STATUS_OK, "no confirm");
    check(frame.frame_type == AMQP_FRAME_METHOD && frame.payload.method.id == AMQP_BASIC_ACK_METHOD,
          "a report was refused or has no queue");
    amqp_maybe_release_buffers(line_.get());
  }

 private:
  Line line_;
  const std::string& body_;
};

class RabbitRecipient : public Recipient {
 public:
  RabbitRecipient(int port, std::size_t position) : line_(port), position_(position) {
    amqp_basic_qos(line_.get(), channel, 0, 64, 0);
    line_.check_reply("qos");
    amqp_basic_consume(line_.get(), channel, bytes(queue(position)), amqp_empty_bytes, 0, 0, 0,
                       amqp_empty_table);
    line_.check_reply("consume");
  }

  void take(Ledger& ledger) override {
    amqp_maybe_release_buffers(line_.get());
    amqp_envelope_t envelope;
    timeval patience{.tv_sec = 0, .tv_usec = 100'000};
    const auto reply = amqp_consume_message(line_.get(), &envelope, &patience, 0);
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION &&
        reply.library_error == AMQP_STATUS_TIMEOUT) {
      return;
    }
    check(reply.reply_type == AMQP_RESPONSE_NORMAL, "consume");
    const amqp_bytes_t number = envelope.message.properties.message_id;
    const auto report = std::stoul(std::string(static_cast<char*>(number.bytes), number.len));
    const int sent = amqp_basic_ack(line_.get(), channel, envelope.delivery_tag, 0);
    amqp_destroy_envelope(&envelope);
    check(sent == AMQP_STATUS_OK, "acknowledge");
    ledger.acknowledge(report, position_, Clock::now());
  }

 private:
  Line line_;
  std::size_t position_;
};

class RabbitMq : public Peer {
 public:
  RabbitMq(int port, const std::string& body) : port_(port), body_(body), line_(port) {
    amqp_exchange_declare(line_.get(), channel, amqp_cstring_bytes(exchange),
                          amqp_cstring_bytes("fanout"), 0, 1, 0, 0, amqp_empty_table);
    line_.check_reply("exchange.declare");
    for (std::size_t i = 0; i < Ledger::positions; ++i) declare(queue(i));
  }

  std::unique_ptr<Publisher> publisher() override {
    return std::make_unique<RabbitPublisher>(port_, body_);
  }
  std::unique_ptr<Recipient> recipient(std::size_t position) override {
    return std::make_unique<RabbitRecipient>(port_, position);
  }
  std::size_t left() override {
    std::size_t count = 0;
    for (std::size_t i = 0; i < Ledger::positions; ++i) {
      const auto* found =
          amqp_queue_declare(line_.get(), channel, bytes(queue(i)), 1, 1, 0, 0, amqp_empty_table);
      line_.check_reply("queue.declare, passive");
      count += found->message_count;
    }
    return count;
  }

 private:
  void declare(const std::string& name) {
    amqp_table_entry_t quorum{};
    quorum.key = amqp_cstring_bytes("x-queue-type");
    quorum.value.kind = AMQP_FIELD_KIND_UTF8;
    quorum.value.value.bytes = amqp_cstring_bytes("quorum");
    const amqp_table_t arguments{.num_entries = 1, .entries = &quorum};
    amqp_queue_declare(line_.get(), channel, bytes(name), 0, 1, 0, 0, arguments);
    line_.check_reply("queue.declare");
    amqp_queue_bind(line_.get(), channel, bytes(name), amqp_cstring_bytes(exchange),
                    amqp_empty_bytes, amqp_empty_table);
    line_.check_reply("queue.bind");
  }

  int port_;
  const std::string& body_;
  Line line_;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    const Arguments arguments = read_arguments(argc, argv);
    RabbitMq peer(std::stoi(arguments.address), arguments.body);
    measure(peer, arguments);
    return 0;
  } catch (const std::exception& trouble) {
    std::fprintf(stderr, "peer-rabbitmq: %s\n", trouble.what());
    return 1;
  }
}
