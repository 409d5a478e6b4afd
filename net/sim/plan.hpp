// The plan of a run: what its seed has in store, but for what happens to single messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "net/sim/faults.hpp"
#include "net/sim/nodes.hpp"
#include "net/sim/options.hpp"
#include "paxos/node.hpp"

namespace net::sim {

/// A client asks a proposer.
struct Request {
  paxos::NodeId proposer;
  std::string text;
  std::uint64_t number = 0;  // another for every request of a run
};

/// A process stops, and starts again after `lasts`.
struct Crash {
  paxos::NodeId node;
  Time lasts = 0;
  bool in_commit = false;             // not at once, but in the middle of its next commit
  std::optional<Request> again = {};  // by a client once it is back
};

/// An acceptor that is still gone once the faults have ceased.
struct Gone {
  paxos::NodeId node;
};

/// Messages are lost between some processes.
struct Partition {
  enum class Shape : std::uint8_t {
    isolated,  // one process, in both directions
    deaf,      // one process hears nobody
    mute,      // nobody hears one process
    one_way,   // one process does not hear one other
    split,     // the cluster falls in two
  };
  Shape shape{};
  paxos::NodeId node;
  paxos::NodeId other;      // of one_way, the one that is not heard
  std::uint64_t sides = 0;  // of split, from which each process has its side
  Time lasts = 0;

  /// Whether what `from` sends to `to` is lost.
  [[nodiscard]] bool cuts(paxos::NodeId from, paxos::NodeId to) const;
};

struct Fault {
  Time at = 0;
  std::variant<Request, Crash, Gone, Partition> what;
};

/// When all faults cease.
Time calm_from(const Knobs& knobs);

/// The whole plan of the run with that seed, by time. `knobs` are its strengths().
std::vector<Fault> make_plan(const paxos::Configuration& configuration, const Knobs& knobs,
                             std::uint64_t seed);

/// What is asked of each proposer once all faults have ceased.
std::vector<Request> last_requests(const paxos::Configuration& configuration, std::uint64_t seed);

/// What a client asks for when it is the `index`th.
std::string request_text(std::uint64_t seed, std::uint64_t index);

/// In words: "acceptor 2 hears nobody".
std::string to_string(const Partition& partition);

/// In words: "acceptor 2 crashes for 0.012300 s".
std::string to_string(const Fault& fault);

/// Virtual time as seconds: 1.234567 s.
std::string to_seconds(Time time);

}  // namespace net::sim
