// Wrong proposers of Multi-Paxos.
#pragma once

#include <variant>

#include "paxos/multi/proposer.hpp"

namespace paxos::multi::mutants {

class IgnoresReportedValues : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    Promise empty = message;
    empty.accepted.clear();
    return Proposer::handle(from, empty);
  }

 private:
  BOOST_DESCRIBE_CLASS(IgnoresReportedValues, (Proposer), (), (), ())
};

class CountsTheFirstPage : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    Promise page = message;
    page.next.reset();
    return Proposer::handle(from, page);
  }

 private:
  BOOST_DESCRIBE_CLASS(CountsTheFirstPage, (Proposer), (), (), ())
};

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

class PutsNoOpsInPlaceOfReports : public Proposer {
 public:
  using Proposer::handle;
  using Proposer::Proposer;
  [[nodiscard]] Effects handle(NodeId from, const Promise& message) {
    Promise changed = message;
    for (auto& [slot, proposal] : changed.accepted) proposal.value = Value{};
    return Proposer::handle(from, changed);
  }

 private:
  BOOST_DESCRIBE_CLASS(PutsNoOpsInPlaceOfReports, (Proposer), (), (), ())
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
    const bool is_news = !state_.chosen.contains(message.slot);
    Effects effects = Proposer::handle(from, message);
    if (is_news && !effects.learned) effects.learned = Learned{message.slot, {message.value}};
    return effects;
  }

 private:
  BOOST_DESCRIBE_CLASS(ExecutesOutOfOrder, (Proposer), (), (), ())
};

}  // namespace paxos::multi::mutants
