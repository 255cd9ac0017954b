// Multipart forms as a browser or a script sends them to POST /v1/reports.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/signed_report.h"
#include "service/http.h"

namespace vigie::intake {

service::HttpRequest form_request(const std::vector<std::pair<std::string, std::string>>& parts);
service::HttpRequest form_request(const SignedReport& report);

}  // namespace vigie::intake
