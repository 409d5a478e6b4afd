#include "net/explore/state.hpp"

#include <algorithm>

namespace net::explore {

void reach(const State& state, const Step& step, State& next) {
  next.locals = state.locals;
  for (const auto& [place, local] : step.changes) next.locals[place] = local;
  next.messages = state.messages;
  for (const MessageId message : step.removed) {
    next.messages.erase(std::ranges::lower_bound(next.messages, message));
  }
  for (const MessageId message : step.added) {
    next.messages.insert(std::ranges::upper_bound(next.messages, message), message);
  }
}

}  // namespace net::explore
