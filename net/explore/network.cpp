#include "net/explore/network.hpp"

#include <utility>

#include "net/explore/network_expander.hpp"

namespace net::explore {

NetworkModel::NetworkModel(Cast& cast, const Bounds& bounds, std::vector<std::uint32_t> silent,
                           const Reductions& reductions)
    : cast_(cast), bounds_(bounds), silent_(std::move(silent)), reductions_(reductions) {
  if (bounds.network == Network::bag) {
    // Both rest on nothing vanishing from the network.
    reductions_.staleness = reductions_.partial_order = false;
    silent_.clear();
  }
  for (std::uint32_t crashes = 0; crashes <= bounds.crashes; ++crashes) {
    for (std::uint32_t drops = 0; drops <= bounds.drops; ++drops) {
      for (std::uint32_t duplicates = 0; duplicates <= bounds.duplicates; ++duplicates) {
        const Spent spent{crashes, drops, duplicates};
        spent_.emplace(spent, cast.spent(spent));
      }
    }
  }
}

State NetworkModel::initial() {
  State state;
  for (std::uint32_t place = 0; place < cast_.nodes().size(); ++place) {
    state.locals.push_back(cast_.initial(place));
  }
  state.locals.push_back(spent_.at({}));
  state.messages = cast_.sent_before();
  return state;
}

std::unique_ptr<Expander> NetworkModel::expander() {
  return network_expander();
}

std::unique_ptr<NetworkExpander> NetworkModel::network_expander() {
  return std::make_unique<NetworkExpander>(cast_, bounds_, silent_, reductions_, spent_);
}

}  // namespace net::explore
