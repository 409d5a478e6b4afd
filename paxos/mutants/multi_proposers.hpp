// Wrong proposers of Multi-Paxos.
#pragma once

#include <variant>

#include "paxos/multi/proposer.hpp"

namespace paxos::multi::mutants {

/// Takes for a promise what `misread` makes of it.
template <void (*misread)(Promise&)>
class MisreadsPromises : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    Promise misread_message = message;
    misread(misread_message);
    return Proposer::handle(from, misread_message);
  }

 private:
  BOOST_DESCRIBE_CLASS(MisreadsPromises, (Proposer), (), (), ())
};

inline void without_values(Promise& promise) {
  promise.accepted.clear();
}

inline void without_further_pages(Promise& promise) {
  promise.next.reset();
}

inline void with_no_ops(Promise& promise) {
  for (auto& [slot, proposal] : promise.accepted) proposal.value = Value{};
}

using IgnoresReportedValues = MisreadsPromises<without_values>;
using CountsTheFirstPage = MisreadsPromises<without_further_pages>;
using PutsNoOpsInPlaceOfReports = MisreadsPromises<with_no_ops>;

class TakesTheFirstReportedValue : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    Promise news = message;
    if (const auto* campaign = std::get_if<Campaigning>(&phase_)) {
      for (const auto& [slot, proposal] : campaign->reported) news.accepted.erase(slot);
    }
    return Proposer::handle(from, news);
  }

 private:
  BOOST_DESCRIBE_CLASS(TakesTheFirstReportedValue, (Proposer), (), (), ())
};

class LeavesGaps : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    Effects effects = Proposer::handle(from, message);
    std::erase_if(effects.send, [this](const auto& send) {
      const auto* accept = std::get_if<Accept>(&send.message);
      if (!accept || accept->proposal.value.size() > 0) return false;
      std::get<Leading>(phase_).in_flight.erase(accept->slot);
      return true;
    });
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(LeavesGaps, (Proposer), (), (), ())
};

class StopsAtAStaleNack : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Nack& message) {
    const bool is_stale = current_ballot() && message.ballot < *current_ballot();
    if (!is_stale || std::holds_alternative<Following>(phase_)) {
      return Proposer::handle(from, message);
    }
    phase_ = Following{std::nullopt, message.promised.round};
    return {.timers = {stop_timer(Timer::election), stop_timer(Timer::heartbeat),
                       stop_timer(Timer::quorum), stop_timer(Timer::resend)}};
  }

 private:
  BOOST_DESCRIBE_CLASS(StopsAtAStaleNack, (Proposer), (), (), ())
};

class ExecutesOutOfOrder : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Chosen& message) {
    const bool is_news = !ledger_.chosen().contains(message.slot);
    Effects effects = Proposer::handle(from, message);
    if (is_news && !effects.learned) effects.learned = Learned{message.slot, {message.value}};
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(ExecutesOutOfOrder, (Proposer), (), (), ())
};

/// As if a snapshot that is being written were in stable storage.
class CountsOnWhatIsNotStored : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Heartbeat& message) {
    Effects effects = Proposer::handle(from, message);
    effects.send.push_back({{from}, Covered{ledger_.first_unchosen()}});
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(CountsOnWhatIsNotStored, (Proposer), (), (), ())
};

class TakesAnOlderSnapshot : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Piece& message) {
    if (message.of.end > ledger_.first_unchosen()) return Proposer::handle(from, message);
    return {.persist = ProposerChange{highest_round_, message}};
  }

 private:
  BOOST_DESCRIBE_CLASS(TakesAnOlderSnapshot, (Proposer), (), (), ())
};

}  // namespace paxos::multi::mutants
