#include "service/metrics.h"

#include <prometheus/check_names.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

#include "report/check.h"

namespace vigie::service {

struct Metrics::Registry {
  template <class Kind>
  using Families = std::map<std::string, prometheus::Family<Kind>*, std::less<>>;

  mutable std::mutex mutex;
  prometheus::Registry all;
  Families<prometheus::Counter> counters;
  Families<prometheus::Gauge> gauges;

  template <class Kind, class Builder>
  prometheus::Family<Kind>& family(Families<Kind>& known, std::string_view name, Builder builder) {
    if (const auto found = known.find(name); found != known.end()) return *found->second;
    VIGIE_EXPECT(name.starts_with("vigie_") && prometheus::CheckMetricName(std::string(name)));
    auto& made = builder.Name(std::string(name)).Register(all);
    known.emplace(name, &made);
    return made;
  }
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

void Metrics::add(std::string_view name, double amount, const Labels& labels) {
  VIGIE_EXPECT(amount >= 0);
  const std::lock_guard lock(registry_->mutex);
  VIGIE_EXPECT(!registry_->gauges.contains(name));
  registry_->family(registry_->counters, name, prometheus::BuildCounter())
      .Add(labels)
      .Increment(amount);
}

void Metrics::set(std::string_view name, double value, const Labels& labels) {
  const std::lock_guard lock(registry_->mutex);
  VIGIE_EXPECT(!registry_->counters.contains(name));
  registry_->family(registry_->gauges, name, prometheus::BuildGauge()).Add(labels).Set(value);
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_->all.Collect());
}

}  // namespace vigie::service
