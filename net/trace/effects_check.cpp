#include "net/trace/effects_check.hpp"

#include <algorithm>
#include <utility>

#include "net/trace/event_name.hpp"
#include "net/trace/wording.hpp"

namespace net::trace {
namespace {

Effect effect_of(const Event& event) {
  return {event.kind, event.peer, event.detail};
}

bool same(const Event* event, const Effect& effect) {
  return effect_of(*event) == effect;
}

}  // namespace

bool within(const Trace& trace, const Event& event, const std::optional<EventId>& at) {
  if (!at || !comes_before(*at, event.id())) return true;
  if (!event.cause) return false;
  if (is_effect(event.kind)) return !comes_before(*at, *event.cause);
  // What a persist means belongs to it.
  const bool is_milestone = event.kind == Kind::promised || event.kind == Kind::accepted;
  const Event* persist = is_milestone ? find(trace, *event.cause) : nullptr;
  return persist && within(trace, *persist, at);
}

RecordedEffects recorded_effects(const Trace& trace) {
  RecordedEffects recorded;
  for (const Event& event : trace.events) {
    if (is_effect(event.kind) && event.cause) recorded[*event.cause].push_back(&event);
  }
  // A step's persist is told first, as the role tells it; whether it was done first is a question
  // of order.
  for (auto& [input, effects] : recorded) {
    std::ranges::stable_partition(effects, [input = input](const Event* event) {
      return event->node == input.node && event->kind == Kind::persist;
    });
  }
  return recorded;
}

void EffectsCheck::performed(std::uint64_t input) {
  lacks_all([input](const Missing& missing) { return missing.time <= input; });
}

void EffectsCheck::expect(const EventId& input, const std::vector<Effect>& expected) {
  if (std::exchange(performing_, false)) lacks_all([](const Missing&) { return true; });
  inputs_.insert(input.time);
  std::vector<const Event*> actual;
  if (const auto found = recorded_.find(input); found != recorded_.end()) {
    for (const Event* event : found->second) {
      // An effect of another process, or from before its cause, is told where it stands.
      if (event->node == self_ && event->time > input.time) actual.push_back(event);
    }
  }
  const bool persists =
      std::ranges::any_of(actual, [](const Event* event) { return event->kind == Kind::persist; });
  if (persists) not_durable_.insert(input.time);
  compare(input, expected, actual);
}

void EffectsCheck::compare(const EventId& input, const std::vector<Effect>& expected,
                           const std::vector<const Event*>& actual) {
  auto wanted = expected.begin();
  auto told = actual.begin();
  while (wanted != expected.end() && told != actual.end()) {
    if (same(*told, *wanted)) {
      ++wanted, ++told;
      continue;
    }
    // Which of the two is out of place? One that the other side has too, further on, is not.
    const bool wants_it =
        std::any_of(wanted, expected.end(), [&](const auto& each) { return same(*told, each); });
    const bool has_it =
        std::any_of(told, actual.end(), [&](const auto* each) { return same(each, *wanted); });
    const bool alike = (*told)->kind == wanted->kind;
    if (wants_it || (!has_it && !alike && wanted->kind == Kind::persist)) {
      lacks({input.time, *wanted++});
    } else if (has_it || !alike) {
      adds(**told++);
    } else {
      differs(**told++, *wanted++);
    }
  }
  for (; told != actual.end(); ++told) adds(**told);
  for (; wanted != expected.end(); ++wanted) missing_.push_back({input.time, *wanted});
}

void EffectsCheck::done(const Event& effect) {
  if (!effect.cause || effect.cause->node != self_ || !inputs_.contains(effect.cause->time)) {
    findings_.push_back({effect.id(), "in the trace it " + words_of(effect_of(effect)) +
                                          " because of nothing that happened to it since it "
                                          "started"});
    return;
  }
  const std::uint64_t input = effect.cause->time;
  const bool persist = effect.kind == Kind::persist;
  // All persists of a batch come first, and whatever depends on one comes after it.
  lacks_all([&](const Missing& missing) {
    const bool same_kind = persist == (missing.effect.kind == Kind::persist);
    return same_kind ? missing.time < input : !persist && missing.time <= input;
  });
  performing_ = true;
  check_order(effect);
}

void EffectsCheck::check_order(const Event& effect) {
  const std::uint64_t input = effect.cause->time;
  const bool persist = effect.kind == Kind::persist;
  const auto early = [&](const std::string& before) {
    findings_.push_back(
        {effect.id(), "in the trace it " + words_of(effect_of(effect)) + " " + before});
  };
  std::uint64_t& last = persist ? last_persist_ : last_output_;
  if (input < last) {
    early("because of " + to_string(*effect.cause) + " after what it did because of " +
          to_string(EventId{self_, last}) + ", which is later");
  }
  last = std::max(last, input);

  if (persist) {
    not_durable_.erase(input);
  } else if (!not_durable_.empty() && *not_durable_.begin() <= input) {
    early("before the state that follows from " + to_string(EventId{self_, *not_durable_.begin()}) +
          " is durable");
  }
}

std::vector<Missing> EffectsCheck::end() {
  inputs_.clear();
  not_durable_.clear();
  last_persist_ = last_output_ = 0;
  performing_ = false;
  return std::exchange(missing_, {});
}

std::string EffectsCheck::words_of(const Effect& effect) const {
  Event event;
  event.kind = effect.kind;
  event.peer = effect.peer;
  event.detail = effect.detail;
  return words(event, trace_.values, false);
}

/// Tells `which` of the missing effects, for no kill has left them out.
template <class Which>
void EffectsCheck::lacks_all(Which which) {
  for (const Missing& missing : missing_) {
    if (which(missing)) lacks(missing);
  }
  std::erase_if(missing_, which);
}

void EffectsCheck::lacks(const Missing& missing) {
  findings_.push_back({{self_, missing.time},
                       "the role " + words_of(missing.effect) + "; in the trace it does not"});
}

void EffectsCheck::adds(const Event& event) {
  findings_.push_back(
      {event.id(), "in the trace it " + words_of(effect_of(event)) + "; the role does not"});
}

void EffectsCheck::differs(const Event& event, const Effect& expected) {
  findings_.push_back({event.id(), "the role " + words_of(expected) + "; in the trace it " +
                                       words_of(effect_of(event))});
}

}  // namespace net::trace
