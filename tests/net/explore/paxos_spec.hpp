// Lamport's specification of Paxos once more, and as plainly as can be: the four actions of his
// TLA+ module, on integers and sets, without any of the code that the explorer runs. What the
// explorer counts with the real roles is compared with this.
#pragma once

#include <algorithm>
#include <compare>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace paxos_spec {

/// The constants: acceptors 0 to A-1, ballots 0 to B-1, values 0 to V-1. Any majority is a quorum.
struct Constants {
  int acceptors;
  int ballots;
  int values;
};

constexpr int none = -1;

/// A message has the fields of its type; the others are none.
struct Message {
  enum Type { phase1a, phase1b, phase2a, phase2b };
  Type type;
  int bal;
  int acc = none;
  int mbal = none;
  int mval = none;
  int val = none;

  auto operator<=>(const Message&) const = default;
};

/// The variables, the first three by acceptor.
struct State {
  std::vector<int> maxBal;
  std::vector<int> maxVBal;
  std::vector<int> maxVal;
  std::vector<Message> msgs;  // a set: in ascending order, each once

  auto operator<=>(const State&) const = default;
};

/// Send(m): msgs' = msgs \cup {m}.
inline void send(State& state, const Message& m) {
  const auto place = std::lower_bound(state.msgs.begin(), state.msgs.end(), m);
  if (place == state.msgs.end() || *place != m) state.msgs.insert(place, m);
}

inline State initial(const Constants& c) {
  const std::vector<int> nothing(static_cast<std::size_t>(c.acceptors), none);
  return {nothing, nothing, nothing, {}};
}

/// \E b : Phase1a(b).
inline void phase1a(const Constants& c, const State& state, std::vector<State>& successors) {
  for (int b = 0; b < c.ballots; ++b) {
    State next = state;
    send(next, {.type = Message::phase1a, .bal = b});
    successors.push_back(std::move(next));
  }
}

/// \E a : Phase1b(a).
inline void phase1b(const Constants&, const State& state, std::vector<State>& successors) {
  for (std::size_t a = 0; a < state.maxBal.size(); ++a) {
    for (const Message& m : state.msgs) {
      if (m.type != Message::phase1a || m.bal <= state.maxBal[a]) continue;
      State next = state;
      next.maxBal[a] = m.bal;
      send(next, {.type = Message::phase1b,
                  .bal = m.bal,
                  .acc = static_cast<int>(a),
                  .mbal = state.maxVBal[a],
                  .mval = state.maxVal[a]});
      successors.push_back(std::move(next));
    }
  }
}

/// Whether a quorum's 1b messages of ballot b allow value v. Q1b holds those of the quorum's
/// members, each of which must be in it; Q1bv those that report a vote.
inline bool allows(const Constants& c, const State& state, int b, int v, unsigned quorum) {
  std::set<Message> q1b;
  std::set<int> heard;
  int highest = none;
  for (const Message& m : state.msgs) {
    if (m.type != Message::phase1b || m.bal != b || !(quorum >> m.acc & 1U)) continue;
    q1b.insert(m);
    heard.insert(m.acc);
    if (m.mbal > highest) highest = m.mbal;
  }
  for (int a = 0; a < c.acceptors; ++a) {
    if ((quorum >> a & 1U) && !heard.contains(a)) return false;
  }
  if (highest == none) return true;
  for (const Message& m : q1b) {
    if (m.mbal == highest && m.mval == v) return true;
  }
  return false;
}

inline bool any_quorum_allows(const Constants& c, const State& state, int b, int v) {
  for (unsigned quorum = 0; quorum < 1U << c.acceptors; ++quorum) {
    const bool is_majority = 2 * __builtin_popcount(quorum) > c.acceptors;
    if (is_majority && allows(c, state, b, v, quorum)) return true;
  }
  return false;
}

/// \E b, v : Phase2a(b, v).
inline void phase2a(const Constants& c, const State& state, std::vector<State>& successors) {
  std::set<int> issued;
  for (const Message& m : state.msgs) {
    if (m.type == Message::phase2a) issued.insert(m.bal);
  }
  for (int b = 0; b < c.ballots; ++b) {
    if (issued.contains(b)) continue;
    for (int v = 0; v < c.values; ++v) {
      if (!any_quorum_allows(c, state, b, v)) continue;
      State next = state;
      send(next, {.type = Message::phase2a, .bal = b, .val = v});
      successors.push_back(std::move(next));
    }
  }
}

/// \E a : Phase2b(a).
inline void phase2b(const Constants&, const State& state, std::vector<State>& successors) {
  for (std::size_t a = 0; a < state.maxBal.size(); ++a) {
    for (const Message& m : state.msgs) {
      if (m.type != Message::phase2a || m.bal < state.maxBal[a]) continue;
      State next = state;
      next.maxBal[a] = m.bal;
      next.maxVBal[a] = m.bal;
      next.maxVal[a] = m.val;
      send(next,
           {.type = Message::phase2b, .bal = m.bal, .acc = static_cast<int>(a), .val = m.val});
      successors.push_back(std::move(next));
    }
  }
}

/// All states that can be reached, and by how many steps at least.
inline std::map<State, int> enumerate(const Constants& c) {
  std::map<State, int> seen;
  std::vector<const State*> level{&seen.emplace(initial(c), 0).first->first};
  for (int depth = 1; !level.empty(); ++depth) {
    std::vector<const State*> next_level;
    for (const State* state : level) {
      std::vector<State> successors;
      for (const auto action : {phase1a, phase1b, phase2a, phase2b}) action(c, *state, successors);
      for (State& next : successors) {
        const auto [place, is_new] = seen.emplace(std::move(next), depth);
        if (is_new) next_level.push_back(&place->first);
      }
    }
    level = std::move(next_level);
  }
  return seen;
}

}  // namespace paxos_spec
