// Steps of the explorer as a trace, like that of any other world.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "net/explore/local.hpp"
#include "net/trace/event.hpp"
#include "net/trace/milestones.hpp"
#include "net/trace/reader.hpp"
#include "net/trace/recorder.hpp"
#include "net/wire/codec.hpp"

namespace net::explore {

/// Writes a trace for each process into a folder. One step takes a microsecond.
class Telling {
 public:
  explicit Telling(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;

  /// A message that was sent before the telling begins.
  template <class Message>
  void was_sent(const trace::EventId& sent, paxos::NodeId to, const Message& message) {
    stamps_[name(sent.node, to, message)] = sent.time;
  }

  /// Something that needs no message happens to a process.
  template <class Detail>
  trace::EventId happened(paxos::NodeId node, trace::Kind kind, const Detail& detail) {
    ++steps_;
    return {node, recorder(node).record(kind, std::nullopt, std::nullopt, detail)};
  }

  /// A message that was sent before arrives.
  template <class Message>
  trace::EventId received(paxos::NodeId from, paxos::NodeId to, const Message& message) {
    ++steps_;
    const std::uint64_t stamp = stamps_.at(name(from, to, message));
    recorder(to).advance(stamp);
    const trace::EventId sent{from, stamp};
    return {to, recorder(to).record(trace::Kind::receive, sent, from, message)};
  }

  /// What a process does about it.
  template <class System, class R>
  void step(const trace::EventId& cause, const Local<System, R>& before,
            const Stepped<System, R>& stepped) {
    World<System, R> world{*this, recorder(cause.node), stepped.next.role, before.durable};
    const paxos::Step<trace::EventId, typename R::Effects> done{cause, stepped.effects};
    paxos::perform(world, std::span(&done, 1));
  }

  /// The last event of a process that has had one.
  [[nodiscard]] trace::EventId last(paxos::NodeId node) { return {node, recorder(node).time()}; }

 private:
  /// The World of paxos::perform() that writes down what is done.
  template <class System, class R>
  struct World {
    Telling& telling;
    trace::Recorder& recorder;
    const std::optional<R>& role;
    typename R::State durable;

    void put(const trace::EventId& cause, const typename R::Effects::Change& change) {
      const trace::EventId persisted{
          cause.node, recorder.record(trace::Kind::persist, cause, std::nullopt, change)};
      trace::record_milestone(recorder, persisted, durable, change);
      paxos::make_change(change, durable);
    }
    auto recall(const typename R::Effects::Recall& recall) { return role->recall(recall, durable); }
    void commit() {}
    void send(const trace::EventId& cause, const paxos::Send<typename System::Message>& send) {
      const std::uint64_t stamp = recorder.record_send(cause, send.to, send.message);
      for (const auto to : send.to) telling.stamps_[name(cause.node, to, send.message)] = stamp;
    }
    void set_timer(const trace::EventId&, const paxos::TimerChange<typename System::Timer>&) {}
    void learned(const trace::EventId& cause, const typename System::Learned& learned) {
      recorder.record(trace::kind_of_learning(cause.node), cause, std::nullopt, learned);
    }
  };

  template <class Message>
  static std::string name(paxos::NodeId from, paxos::NodeId to, const Message& message) {
    return wire::encode(Flight<Message>{from, to, message});
  }

  trace::Recorder& recorder(paxos::NodeId node) {
    const auto clock = [this] { return steps_; };
    return recorders_.try_emplace(node, node, trace::trace_file(folder_, node), clock)
        .first->second;
  }

  std::filesystem::path folder_;
  std::map<paxos::NodeId, trace::Recorder> recorders_;
  std::map<std::string, std::uint64_t> stamps_;  // of each message that was sent
  std::int64_t steps_ = 0;
};

}  // namespace net::explore
