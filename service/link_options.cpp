#include "service/link_options.h"

namespace vigie::service {

link::ReceiverOptions receiver_options(const config::Limits& limits) {
  link::ReceiverOptions options;
  options.batch_max = limits.batch_messages_max;
  options.horizon = limits.resend_horizon;
  options.not_yet_alarm = limits.not_yet_alarm;
  options.waiting_max = limits.window_messages / 2;  // The sender at the other end has the same.
  return options;
}

link::SenderOptions sender_options(const config::Limits& limits, const std::string& peer) {
  link::SenderOptions options;
  options.peer = peer;
  options.window_messages = limits.window_messages;
  options.window_bytes = limits.window_bytes;
  options.resend_after = limits.resend_after;
  return options;
}

}  // namespace vigie::service
