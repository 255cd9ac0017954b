// The mission's limits as the links take them.

#pragma once

#include <string>

#include "config/mission.h"
#include "link/receiver.h"
#include "link/sender.h"

namespace vigie::service {

link::ReceiverOptions receiver_options(const config::Limits& limits);
link::SenderOptions sender_options(const config::Limits& limits, const std::string& peer);

}  // namespace vigie::service
