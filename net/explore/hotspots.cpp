#include "net/explore/hotspots.hpp"

#include <algorithm>
#include <utility>

namespace net::explore {

/// Looks at every state once: a search asks of each whether it violates anything.
class HotspotModel::Looking final : public Expander {
 public:
  Looking(HotspotModel& model, std::unique_ptr<Expander> expander)
      : model_(model), expander_(std::move(expander)), sums_(model.fields_.size()) {}

  void expand(const State& state, StepSink& sink) override { expander_->expand(state, sink); }
  [[nodiscard]] std::size_t bytes() const override { return expander_->bytes(); }

  std::optional<paxos::Violation> violated(const State& state) override {
    std::ranges::fill(sums_, Fingerprint{});
    const std::size_t processes = model_.cast_.nodes().size();
    for (std::size_t place = 0; place < processes; ++place) {
      const LocalId local = state.locals[place];
      if (local >= locals_.size()) locals_.resize(local + 64);
      if (locals_[local].empty()) locals_[local] = model_.cast_.local_keys_without(local);
      add(locals_[local]);
    }
    for (const MessageId message : state.messages) {
      if (message >= messages_.size()) messages_.resize(message + 64);
      if (messages_[message].empty()) {
        messages_[message] = model_.cast_.message_keys_without(message);
      }
      add(messages_[message]);
    }
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      sums_[i] += model_.local_keys()[state.locals.back()][0];
      model_.seen_[i]->insert(sums_[i]);
    }
    return expander_->violated(state);
  }

 private:
  void add(const std::vector<Fingerprint>& keys) {
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += keys[i];
  }

  HotspotModel& model_;
  std::unique_ptr<Expander> expander_;
  std::vector<std::vector<Fingerprint>> locals_;
  std::vector<std::vector<Fingerprint>> messages_;
  std::vector<Fingerprint> sums_;  // of the state in hand, without each field
};

HotspotModel::HotspotModel(Model& model, Cast& cast)
    : model_(model), cast_(cast), fields_(cast.fields()) {
  for (std::size_t i = 0; i < fields_.size(); ++i) seen_.push_back(std::make_unique<SeenSet>());
}

HotspotModel::~HotspotModel() = default;

std::unique_ptr<Expander> HotspotModel::expander() {
  return std::make_unique<Looking>(*this, model_.expander());
}

std::size_t HotspotModel::bytes() const {
  std::size_t bytes = model_.bytes();
  for (const auto& seen : seen_) bytes += seen->bytes();
  return bytes;
}

std::vector<Hotspot> HotspotModel::hotspots() const {
  std::vector<Hotspot> hotspots;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    hotspots.push_back({fields_[i], seen_[i]->size()});
  }
  std::ranges::stable_sort(hotspots, {}, &Hotspot::states);
  return hotspots;
}

}  // namespace net::explore
