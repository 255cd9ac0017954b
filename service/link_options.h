// The mission's limits as the links take them: a receiver batch_messages_max, resend_horizon and
// not_yet_alarm; a sender window_messages, window_bytes and resend_after. The rest stays as
// link/receiver.h and link/sender.h set it.

#pragma once

#include <string>

#include "config/mission.h"
#include "link/receiver.h"
#include "link/sender.h"

namespace vigie::service {

link::ReceiverOptions receiver_options(const config::Limits& limits);
link::SenderOptions sender_options(const config::Limits& limits, const std::string& peer);

}  // namespace vigie::service
