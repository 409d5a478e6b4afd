// One process of a run, whatever its role: its clock, its disk, its inbox, its death.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "net/sim/dice.hpp"
#include "net/sim/run.hpp"
#include "net/trace/milestones.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/recorder.hpp"
#include "net/wire/codec.hpp"
#include "net/wire/frame.hpp"
#include "paxos/effects.hpp"
#include "paxos/node.hpp"
#include "paxos/print.hpp"

namespace net::sim {

/// As in the world of TCP: what happens to the role is gathered in steps, one commit serves all
/// that are at hand, and what arrives during the commit waits. That commit takes virtual time, and
/// a crash in it leaves either none of it or all of it durable, and nothing sent.
template <class System>
class Process {
 public:
  using Message = typename System::Message;
  using Timer = typename System::Timer;
  using Cause = trace::EventId;

  Process(Run<System>& run, paxos::NodeId self)
      : run_(run), self_(self), index_(run.nodes.index(self)), recorder_(make_recorder(run, self)) {
    auto dice = roll(run.seed, Purpose::clock, index_);
    const Time spread = dice.between(0, run.knobs.clock);
    (dice.below(2) == 0 ? fast_ : slow_) += spread;
  }
  virtual ~Process() = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// With what its store holds.
  void start();
  /// Something arrives, or a timer runs out, or a client asks.
  void happen(const Event& event);
  /// The disk has done what it was told to.
  void committed(const Event& event);
  /// Its unsynced writes are lost. It starts again after `lasts`, if that is given. A commit under
  /// way is `durable` or lost, at random unless that is given.
  void crash(std::optional<Time> lasts, std::optional<bool> durable = {});
  /// It is to crash in its next commit.
  void doom(Time lasts) { doom_ = lasts; }
  void reprieve() { doom_.reset(); }
  /// A restart is due, unless it runs again already.
  void restart(const Event& event);
  void restart_now();

  [[nodiscard]] paxos::NodeId self() const { return self_; }
  [[nodiscard]] bool up() const { return up_; }
  /// It has used up its rounds, and will never start again.
  [[nodiscard]] bool stopped() const { return stopped_; }

 protected:
  /// Makes the role from what its store holds, and takes its first step.
  virtual void begin() = 0;
  virtual void end() = 0;
  virtual void take(const Cause& cause, paxos::NodeId from, const Message& message) = 0;
  virtual void take(const Cause& cause, Timer timer) = 0;
  virtual void take(const Cause& cause, const typename System::Request& request) = 0;
  /// A snapshot is in stable storage, taken here or `received`.
  virtual void take_snapshot(bool received) = 0;
  /// Whether the steps gathered so far have anything to make durable.
  [[nodiscard]] virtual bool dirty() const = 0;
  virtual void perform_steps() = 0;
  virtual void forget_steps() = 0;
  /// Checks what the store holds.
  virtual void check_store() = 0;

  /// Whether the commit under way changes what it has of snapshots, or forgets what is in them.
  [[nodiscard]] virtual bool changes_snapshots() const = 0;

  /// A fault point: before, within and after each change on the disk to what there is of snapshots,
  /// or to what they are in place of. A crash strikes here if this is the one that the run is to
  /// have; in the middle of a commit, that is then `durable` or lost. True if it did.
  bool crash_here(std::optional<bool> durable = {});

  /// What it has stored is durable, but nothing leaves any more.
  [[nodiscard]] bool dying() const { return dying_; }

  /// After `latency` the disk has a snapshot, unless a crash comes before.
  void begin_snapshot(bool received, Time latency) {
    run_.queue.push({.at = run_.now + latency,
                     .process = index_,
                     .item = received,
                     .what = What::stored,
                     .count = life_});
  }

  // Of the World of paxos::perform(), what does not depend on the role.
  void transmit(const Cause& cause, const paxos::Send<Message>& send);
  void change_timer(const Cause& cause, const paxos::TimerChange<Timer>& change);
  void know(const Cause& cause, const typename System::Learned& learned);

  template <class Detail>
  Cause record(trace::Kind kind, std::optional<Cause> cause, const Detail& detail) {
    return {self_, recorder_.record(kind, cause, std::nullopt, detail)};
  }

  Run<System>& run_;
  paxos::NodeId self_;
  std::uint32_t index_;
  trace::Recorder recorder_;

 private:
  struct RunningTimer {
    Timer timer{};
    std::uint64_t start = 0;  // 0: it does not run
    Cause cause;
  };

  static constexpr std::uint64_t last_time = std::numeric_limits<std::int64_t>::max();
  /// The wall clock of a trace when the run begins: 2001-11-01, the date of the paper.
  static constexpr std::int64_t epoch = 1'004'572'800'000'000;

  static trace::Recorder make_recorder(Run<System>& run, paxos::NodeId self) {
    if (run.watch.traces.empty()) return trace::Recorder(self);
    return trace::Recorder(self, trace::trace_file(run.watch.traces, self),
                           [&run] { return epoch + run.now; });
  }

  void handle(const Event& event);
  void receive(const Event& event);
  [[nodiscard]] std::optional<wire::Envelope<Message>> read(const Event& event);
  void fire(const Event& event);
  void answer(const Event& event);
  void flush();
  void complete();
  void stop();
  void go_down();

  std::vector<RunningTimer> timers_;
  std::uint64_t timer_starts_ = 0;
  std::vector<Event> inbox_;
  std::uint64_t commits_ = 0;
  std::uint64_t life_ = 0;  // counts crashes
  Time fast_ = 1000, slow_ = 1000;
  std::optional<Time> doom_;
  bool up_ = false;
  bool busy_ = false;   // with a commit
  bool dying_ = false;  // durable, but nothing leaves any more
  bool stopped_ = false;
};

}  // namespace net::sim
