// A process with its role.
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include <boost/mp11.hpp>

#include "net/sim/process_impl.hpp"
#include "net/trace/event.hpp"
#include "net/trace/milestones.hpp"
#include "paxos/assert.hpp"
#include "paxos/effects.hpp"
#include "paxos/role.hpp"

namespace net::sim {

template <class System, paxos::IsRole Role>
class RoleProcess final : public Process<System> {
  using Base = Process<System>;
  using Base::index_;
  using Base::recorder_;
  using Base::run_;
  using Base::self_;

 public:
  using State = typename Role::State;
  using Effects = typename Role::Effects;
  using Change = typename Effects::Change;
  using Message = typename Base::Message;
  using Timer = typename Base::Timer;
  using Cause = typename Base::Cause;

  RoleProcess(Run<System>& run, paxos::NodeId self) : Base(run, self) {
    System::begin_above(durable_, run.options.first_round);
  }

  // The World of paxos::perform(). It is called when the disk has done its part, or has been told
  // nothing.

  void put(const Cause& cause, const Change& change) {
    const Cause persisted = this->record(trace::Kind::persist, cause, change);
    trace::record_milestone(recorder_, persisted, durable_, change);
    run_.report(at(self_, System::violated_by_step(durable_, change)));
    System::persisted(run_.history, self_, change);
    if (const auto round = System::rounds_begun(change); round > System::rounds_begun(durable_)) {
      ++run_.tally.ballots;
      run_.tell([&] { return to_string(self_) + " begins round " + std::to_string(round); });
    }
    if constexpr (requires { change.forgotten; }) {
      run_.tally.forgot += change.forgotten > durable_.forgotten;
    }
    paxos::make_change(change, durable_);
    if constexpr (has_snapshots) install_if_whole();
  }

  auto recall(const typename Effects::Recall& recall) { return role_->recall(recall, durable_); }

  void commit() { run_.history_told = true; }

  void send(const Cause& cause, const paxos::Send<Message>& send) { this->transmit(cause, send); }
  void set_timer(const Cause& cause, const paxos::TimerChange<Timer>& change) {
    this->change_timer(cause, change);
  }
  void learned(const Cause& cause, const typename Effects::Learned& learned) {
    if (this->dying()) return;
    System::keep(durable_, learned);
    this->know(cause, learned);
    if constexpr (has_snapshots) snapshot_if_due();
  }

 private:
  using Step = paxos::Step<Cause, Effects>;

  static constexpr bool has_snapshots = System::template has_snapshots<Role>;
  static constexpr std::uint64_t first_loss = std::uint64_t{1} << 32;  // above any commit's number

  void begin() override {
    role_.emplace(self_, run_.options.configuration, durable_);
    System::starts(run_.history, self_, durable_);
    if constexpr (!std::derived_from<Role, typename System::Acceptor>) {
      run_.clients.starts(self_, durable_);
    }
    if constexpr (has_snapshots) install_if_whole();
    const trace::Restart<State> detail{run_.options.configuration, durable_};
    const Cause cause = this->record(trace::Kind::restart, std::nullopt, detail);
    steps_.push_back({cause, role_->start()});
  }

  /// What was written without a sync may be lost, as when the machine fails, or kept, as when only
  /// the process does.
  void end() override {
    role_.reset();
    writing_.reset();
    auto dice = roll(run_.seed, Purpose::crash, index_, first_loss + losses_++);
    const std::uint64_t kept = dice.next();
    if (dice.below(2) == 0) System::forget(durable_, kept);
  }

  void take(const Cause& cause, paxos::NodeId from, const Message& message) override {
    run_.tally.refusals += System::is_refusal(message);
    std::visit([&](const auto& m) { dispatch(cause, from, m); }, message);
  }

  template <class OneMessage>
  void dispatch(const Cause& cause, paxos::NodeId from, const OneMessage& message) {
    if constexpr (boost::mp11::mp_contains<typename Role::Incoming, OneMessage>::value) {
      steps_.push_back({cause, role_->handle(from, message)});
    } else {
      PAXOS_ASSERT(!"may_send() let through what the role does not take");
    }
  }

  void take(const Cause& cause, Timer timer) override {
    steps_.push_back({cause, role_->on_timer(timer)});
  }

  void take(const Cause& cause, const typename System::Request& request) override {
    if constexpr (std::derived_from<Role, typename System::Proposer>) {
      steps_.push_back({cause, System::ask(*role_, request)});
    }
  }

  [[nodiscard]] Time snapshot_latency() {
    auto dice = roll(run_.seed, Purpose::snapshot, index_, ++snapshots_);
    constexpr std::uint64_t commits = 10;  // that it takes as long as, at most
    return dice.between(1, 1 + run_.knobs.disk * static_cast<Time>(commits));
  }

  /// As in the world of TCP, a copy of the state is written while the process goes on.
  void snapshot_if_due() {
    if (run_.knobs.snapshot == 0 || writing_) return;
    auto dice = roll(run_.seed, Purpose::snapshot, index_, snapshots_);
    const auto most = static_cast<std::uint64_t>(run_.knobs.snapshot);
    const auto taken = durable_.snapshots.own.of.end.number;
    if (durable_.chosen.first_unchosen().number < taken + 1 + dice.below(most)) return;
    writing_ = run_.clients.snapshot(self_);
    this->begin_snapshot(false, snapshot_latency());
  }

  void install_if_whole() {
    if (durable_.snapshots.download.is_whole()) this->begin_snapshot(true, snapshot_latency());
  }

  void take_snapshot([[maybe_unused]] bool received) override {
    if constexpr (has_snapshots) {
      // What has been learned before is executed before.
      if (!steps_.empty()) return this->begin_snapshot(received, 1);
      const auto stored =
          received ? with_received(durable_.snapshots) : with_taken(durable_.snapshots, *writing_);
      if (!received) writing_.reset();
      if (!stored || this->crash_here()) return;
      ++(received ? run_.tally.snapshots_received : run_.tally.snapshots);
      run_.tell([&] {
        return to_string(self_) + " has a snapshot of all below slot " +
               to_string(stored->own.of.end) + (received ? ", which it received" : "");
      });
      if (received) run_.clients.restore(self_, stored->own);
      const Cause cause = this->record(trace::Kind::snapshot, std::nullopt, *stored);
      apply(*stored, durable_);
      System::stored(run_.history, self_, *stored);
      run_.history_told = true;
      if (this->crash_here()) return;
      steps_.push_back({cause, role_->on_snapshots(*stored)});
    }
  }

  [[nodiscard]] bool dirty() const override {
    return std::ranges::any_of(steps_,
                               [](const Step& step) { return step.effects.persist.has_value(); });
  }

  [[nodiscard]] bool changes_snapshots() const override {
    return std::ranges::any_of(steps_, [this]([[maybe_unused]] const Step& step) {
      const auto& change = step.effects.persist;
      if constexpr (requires { change->forgotten; }) {
        return change && change->forgotten > durable_.forgotten;
      } else if constexpr (requires { change->piece; }) {
        return change && change->piece;
      } else if constexpr (requires { change->bytes; }) {
        return change.has_value();
      }
      return false;
    });
  }

  void perform_steps() override {
    paxos::perform(*this, std::span<const Step>(steps_));
    steps_.clear();
    recorder_.flush();
  }

  void forget_steps() override { steps_.clear(); }

  void check_store() override {
    run_.report(System::violated_by_store(run_.history, self_, durable_));
  }

  State durable_;             // what the store holds
  std::uint64_t losses_ = 0;  // times that a part of it may have been lost
  std::optional<Role> role_;
  std::vector<Step> steps_;      // not yet performed
  std::uint64_t snapshots_ = 0;  // begun
  std::optional<typename System::SnapshotCopy> writing_;
};

}  // namespace net::sim
