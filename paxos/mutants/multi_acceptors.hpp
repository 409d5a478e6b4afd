// Wrong acceptors of Multi-Paxos.
#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <set>

#include "paxos/multi/acceptor.hpp"

namespace paxos::multi::mutants {

class ForgetsItsPromise : public Acceptor {
 public:
  ForgetsItsPromise(NodeId self, const Configuration& configuration, const State& = {})
      : Acceptor(self, configuration, {}) {}

 private:
  BOOST_DESCRIBE_CLASS(ForgetsItsPromise, (Acceptor), (), (), ())
};

class ForgetsWhatItAccepted : public Acceptor {
 public:
  ForgetsWhatItAccepted(NodeId self, const Configuration& configuration,
                        const State& recovered = {})
      : Acceptor(self, configuration, recovered), forgotten_(recovered.accepted) {}

  [[nodiscard]] Send<Message> recall(const Recall& recall, State stored) const {
    std::erase_if(stored.accepted, [this](const auto& entry) {
      const auto found = forgotten_.find(entry.first);
      return found != forgotten_.end() && found->second == entry.second;
    });
    return Acceptor::recall(recall, stored);
  }

 private:
  std::map<Slot, Proposal> forgotten_;
  BOOST_DESCRIBE_CLASS(ForgetsWhatItAccepted, (Acceptor), (), (), (forgotten_))
};

class AcceptsBelowItsPromise : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Accept& message) {
    promised_.reset();
    return Acceptor::handle(from, message);
  }

 private:
  BOOST_DESCRIBE_CLASS(AcceptsBelowItsPromise, (Acceptor), (), (), ())
};

/// As if an acceptor that has accepted in a slot above need not tell of the lowest asked for.
class OmitsASlot : public Acceptor {
 public:
  using Acceptor::Acceptor;
  [[nodiscard]] Send<Message> recall(const Recall& recall, State stored) const {
    const auto lowest = stored.accepted.lower_bound(recall.from);
    if (std::distance(lowest, stored.accepted.end()) > 1) stored.accepted.erase(lowest);
    return Acceptor::recall(recall, stored);
  }

 private:
  BOOST_DESCRIBE_CLASS(OmitsASlot, (Acceptor), (), (), ())
};

/// As if what is told to be forgotten were all that there is.
class ForgetsAboveTheBound : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Accept& message) {
    Effects effects = Acceptor::handle(from, message);
    if (effects.persist) forgotten_above_.erase(message.slot);
    return effects;
  }
  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message) {
    Effects effects = Acceptor::handle(from, message);
    // No leader has a window of so many slots.
    constexpr std::uint64_t many = 64;
    for (Slot slot = forgotten_; effects.persist && slot < forgotten_.next(many);
         slot = slot.next()) {
      forgotten_above_.insert(slot);
    }
    return effects;
  }
  [[nodiscard]] Send<Message> recall(const Recall& recall, State stored) const {
    std::erase_if(stored.accepted,
                  [this](const auto& entry) { return forgotten_above_.contains(entry.first); });
    return Acceptor::recall(recall, stored);
  }

 private:
  std::set<Slot> forgotten_above_;
  BOOST_DESCRIBE_CLASS(ForgetsAboveTheBound, (Acceptor), (), (), (forgotten_above_))
};

class HidesWhatItHasForgotten : public Acceptor {
 public:
  using Acceptor::Acceptor;
  [[nodiscard]] Send<Message> recall(const Recall& recall, State stored) const {
    stored.forgotten = {};
    return Acceptor::recall(recall, stored);
  }

 private:
  BOOST_DESCRIBE_CLASS(HidesWhatItHasForgotten, (Acceptor), (), (), ())
};

}  // namespace paxos::multi::mutants
