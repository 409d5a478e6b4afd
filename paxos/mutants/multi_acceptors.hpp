// Wrong acceptors of Multi-Paxos.
#pragma once

#include <utility>
#include <variant>

#include "paxos/multi/acceptor.hpp"

namespace paxos::multi::mutants {

class ForgetsItsPromise : public Acceptor {
 public:
  ForgetsItsPromise(NodeId self, const Configuration& configuration, State recovered = {})
      : Acceptor(self, configuration, {.promised = {}, .accepted = std::move(recovered.accepted)}) {
  }

 private:
  BOOST_DESCRIBE_CLASS(ForgetsItsPromise, (Acceptor), (), (), ())
};

class ForgetsWhatItAccepted : public Acceptor {
 public:
  ForgetsWhatItAccepted(NodeId self, const Configuration& configuration,
                        const State& recovered = {})
      : Acceptor(self, configuration, {.promised = recovered.promised, .accepted = {}}) {}

 private:
  BOOST_DESCRIBE_CLASS(ForgetsWhatItAccepted, (Acceptor), (), (), ())
};

class AcceptsBelowItsPromise : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Accept& message) {
    state_.promised.reset();
    return Acceptor::handle(from, message);
  }

 private:
  BOOST_DESCRIBE_CLASS(AcceptsBelowItsPromise, (Acceptor), (), (), ())
};

/// As if an acceptor that has accepted in a slot above need not tell of the lowest.
class OmitsASlot : public Acceptor {
 public:
  using Acceptor::Acceptor;
  using Acceptor::handle;
  [[nodiscard]] Effects handle(NodeId from, const Prepare& message) {
    Effects effects = Acceptor::handle(from, message);
    for (auto& send : effects.send) {
      auto* promise = std::get_if<Promise>(&send.message);
      if (promise && promise->accepted.size() > 1) {
        promise->accepted.erase(promise->accepted.begin());
      }
    }
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(OmitsASlot, (Acceptor), (), (), ())
};

}  // namespace paxos::multi::mutants
