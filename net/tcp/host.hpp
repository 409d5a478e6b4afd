// Runs one role as one process: the world of TCP, of which net/sim and net/explore are siblings.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/mp11.hpp>

#include "net/random.hpp"
#include "net/tcp/asio.hpp"
#include "net/tcp/cluster_file.hpp"
#include "net/tcp/peers.hpp"
#include "net/timing.hpp"
#include "net/trace/milestones.hpp"
#include "net/trace/recorder.hpp"
#include "net/wire/codec.hpp"
#include "net/wire/frame.hpp"
#include "paxos/assert.hpp"
#include "paxos/effects.hpp"
#include "paxos/role.hpp"
#include "paxos/storage/store.hpp"

namespace net::tcp {

/// Everything happens on one thread. What happens to the role is gathered in steps; when nothing
/// more is at hand, perform() does the effects of all of them: one commit, then the sends.
template <paxos::IsRole Role>
class Host {
 public:
  using State = typename Role::State;
  using Effects = typename Role::Effects;
  using Change = typename Effects::Change;
  using Message = typename Effects::Message;
  using Timer = typename Effects::Timer;
  using Learned = typename Effects::Learned;
  using Cause = trace::EventId;

  Host(asio::io_context& context, paxos::NodeId self, const ClusterFile& cluster,
       paxos::storage::Store<Role>& store, trace::Recorder& recorder)
      : context_(context),
        self_(self),
        configuration_(cluster.configuration),
        store_(store),
        durable_(recorder.is_recording() ? store.load() : store.load_held()),
        role_(self, configuration_, *durable_),
        recorder_(recorder),
        peers_(context, self, cluster, Effects::Protocol::talk,
               [this](paxos::NodeId from, std::string_view payload) { deliver(from, payload); }) {
    if (!recorder.is_recording()) durable_.reset();
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  void start() {
    take(record(trace::Kind::restart, std::nullopt,
                trace::Restart<State>{configuration_, durable_.value_or(State{})}),
         role_.start());
    flush();
    peers_.start();
  }

  /// A client asks something of the role: `ask` is given the role and returns its effects.
  /// `detail` is what the trace says of it.
  template <class Detail, class Ask>
  void request(const Detail& detail, Ask ask) {
    take(record(trace::Kind::request, std::nullopt, detail), ask(role_));
  }

  /// The files of snapshots have changed, and the role goes on with what is there now.
  void on_snapshots() {
    flush();  // What the role asked for goes by what was there before.
    const auto held = store_.look_again();
    auto stored = held;
    if (durable_) {
      stored = store_.load().snapshots;
      apply(stored, *durable_);
    }
    take(record(trace::Kind::snapshot, std::nullopt, stored), role_.on_snapshots(held));
  }

  /// Performs all that is gathered. After it, what role() shows is durable.
  void flush() {
    scheduled_ = false;
    const std::vector<Step> steps = std::exchange(steps_, {});
    paxos::perform(*this, std::span(steps));
    recorder_.flush();
    on_performed();
  }

  [[nodiscard]] const Role& role() const { return role_; }
  [[nodiscard]] Peers& peers() { return peers_; }
  [[nodiscard]] std::uint64_t commits() const { return commits_; }

  /// Called with what the role learns.
  std::function<void(const Learned&)> on_learned = [](const Learned&) {};
  /// Called when all that was gathered is performed.
  std::function<void()> on_performed = [] {};

  // The World of paxos::perform().

  void put(const Cause& cause, const Change& change) {
    store_.put(change);
    if (durable_) put_.emplace_back(cause, change);
  }

  auto recall(const typename Effects::Recall& recall) { return store_.recall(recall); }

  void commit() {
    // What is durable then follows from inputs that the trace has, whenever a kill comes.
    recorder_.flush();
    store_.commit();
    ++commits_;
    save_soon();
    for (const auto& [cause, change] : put_) {
      const Cause persisted = record(trace::Kind::persist, cause, change);
      trace::record_milestone(recorder_, persisted, *durable_, change);
      paxos::make_change(change, *durable_);
    }
    put_.clear();
  }

  void send(const Cause& cause, const paxos::Send<Message>& send) {
    const std::uint64_t time = recorder_.record_send(cause, send.to, send.message);
    const wire::Frame frame = wire::make_frame(wire::Envelope<Message>{time, send.message});
    for (const auto to : send.to) peers_.send(to, frame);
  }

  void set_timer(const Cause& cause, const paxos::TimerChange<Timer>& change) {
    timers_.erase(change.timer);
    if (!change.attempt) return;
    timers_.try_emplace(change.timer, context_);
    const auto duration = duration_of(change.timer, *change.attempt, random_);
    run_timer(cause, change.timer, duration, duration);
  }

  void learned(const Cause& cause, const Learned& learned) {
    record(trace::kind_of_learning(self_), cause, learned);
    on_learned(learned);
    store_.keep(learned);
    save_soon();
  }

 private:
  using Step = paxos::Step<Cause, Effects>;

  /// A timer that runs out late did so while the process was stopped or busy, and what was to stop
  /// it may lie unread. Once, it gets the time back in which nothing could be read, at most
  /// `grace`.
  void run_timer(const Cause& cause, Timer which, std::chrono::microseconds duration,
                 std::chrono::microseconds grace) {
    auto& timer = timers_.at(which);
    timer.expires_after(duration);
    // The generation tells a timer that was started anew after it had already fired.
    const std::uint64_t generation = ++generations_[which];
    timer.async_wait([this, cause, which, grace, generation](error_code error) {
      if (error || generation != generations_[which] || !timers_.contains(which)) return;
      const auto late = std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - timers_.at(which).expiry());
      if (const auto lost = std::min(late, grace); lost > most_late) {
        return run_timer(cause, which, lost, std::chrono::microseconds(0));
      }
      timers_.erase(which);
      take(record(trace::Kind::timer, cause, which), role_.on_timer(which));
    });
  }

  /// No answer depends on it, so it need not be in the way of one.
  void save_soon() {
    if (std::exchange(saving_, true)) return;
    save_.expires_after(save_delay);
    save_.async_wait([this](error_code error) {
      if (error) return;
      saving_ = false;
      if (store_.save()) save_soon();
    });
  }

  static constexpr std::chrono::milliseconds save_delay{20};
  /// Longer than one wake-up takes.
  static constexpr std::chrono::milliseconds most_late{10};
  static constexpr std::uint64_t last_time = std::numeric_limits<std::int64_t>::max();

  void deliver(paxos::NodeId from, std::string_view payload) {
    const auto [time, message] = wire::decode<wire::Envelope<Message>>(payload);
    if (time > last_time)
      throw wire::Malformed("a Lamport time that leaves no room for later ones");
    if (!may_send(from, message, self_)) {
      throw wire::Malformed("it sent what a " + to_string(from.role) +
                            " may not send here: " + paxos::print(message));
    }
    recorder_.advance(time);
    const Cause received{self_,
                         recorder_.record(trace::Kind::receive, Cause{from, time}, from, message)};
    std::visit([&](const auto& m) { dispatch(received, from, m); }, message);
  }

  template <class OneMessage>
  void dispatch(const Cause& received, paxos::NodeId from, const OneMessage& message) {
    if constexpr (boost::mp11::mp_contains<typename Role::Incoming, OneMessage>::value) {
      take(received, role_.handle(from, message));
    } else {
      PAXOS_ASSERT(!"may_send() let through what the role does not take");
    }
  }

  void take(const Cause& cause, Effects effects) {
    steps_.push_back({cause, std::move(effects)});
    if (std::exchange(scheduled_, true)) return;
    // Behind all that is ready now, so that its effects join this batch.
    asio::post(context_, [this] {
      if (scheduled_) flush();
    });
  }

  template <class Detail>
  Cause record(trace::Kind kind, std::optional<Cause> cause, const Detail& detail) {
    return {self_, recorder_.record(kind, cause, std::nullopt, detail)};
  }

  asio::io_context& context_;
  paxos::NodeId self_;
  paxos::Configuration configuration_;
  paxos::storage::Store<Role>& store_;
  std::optional<State> durable_;  // what the store holds, if a trace is written
  Role role_;
  trace::Recorder& recorder_;
  Peers peers_;
  std::vector<Step> steps_;  // not yet performed
  bool scheduled_ = false;   // flush() is to come
  bool saving_ = false;      // the store is to be saved
  asio::steady_timer save_{context_};
  std::vector<std::pair<Cause, Change>> put_;
  std::uint64_t commits_ = 0;
  std::map<Timer, asio::steady_timer> timers_;
  std::map<Timer, std::uint64_t> generations_;
  Random random_{std::random_device{}()};
};

}  // namespace net::tcp
