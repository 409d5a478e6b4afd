#include "net/sim/tally.hpp"

#include <boost/mp11.hpp>

#include "paxos/reflect.hpp"

namespace net::sim {

Tally& Tally::operator+=(const Tally& other) {
  boost::mp11::mp_for_each<paxos::MembersOf<Tally>>(
      [&](auto member) { this->*member.pointer += other.*member.pointer; });
  return *this;
}

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > 0; place -= 3) {
    text.insert(static_cast<std::size_t>(place), ",");
  }
  return text;
}

std::string summary(const Tally& tally) {
  const auto n = with_commas;
  constexpr std::uint64_t second = 1'000'000;
  return "messages    " + n(tally.sent) + " sent, " + n(tally.dropped) + " dropped, " +
         n(tally.duplicated) + " duplicated, " + n(tally.held) + " held back, " +
         n(tally.overtaken) + " overtaken,\n            " + n(tally.corrupted) + " corrupted (" +
         n(tally.refused_frames) + " frames refused, " + n(tally.delivered_altered) +
         " taken all the same), " + n(tally.cut_off) + " lost to partitions, " +
         n(tally.to_the_dead) + " to the dead\n" + "processes   " + n(tally.acceptor_crashes) +
         " acceptor, " + n(tally.proposer_crashes) + " proposer and " + n(tally.learner_crashes) +
         " learner crashes, " + n(tally.restarts) + " restarts, " + n(tally.partitions) +
         " partitions,\n            " + n(tally.commits) + " commits, " + n(tally.commits_lost) +
         " lost in a crash, " + n(tally.commits_unanswered) +
         " durable but unanswered in a crash\n" + "ballots     " + n(tally.ballots) + " begun, " +
         n(tally.refusals) + " refusals received, " + n(tally.time_outs) + " time-outs, " +
         n(tally.rounds_used_up) + " proposers out of rounds\n" + "outcome     " +
         n(tally.requests) + " requests, " + n(tally.answers) + " answers, " + n(tally.learned) +
         " learned; first decision by the only ballot in " + n(tally.decided_by_one_ballot) +
         " runs, after several in " + n(tally.decided_by_several) + "\n" +
         (tally.snapshots == 0
              ? ""
              : "snapshots   " + n(tally.snapshots) + " taken, " + n(tally.snapshots_received) +
                    " received whole; acceptors forgot " + n(tally.forgot) + " times; " +
                    n(tally.points) + " fault points\n") +
         (tally.asked_again + tally.unknown == 0
              ? ""
              : "clients     asked again " + n(tally.asked_again) + " times, gave up on " +
                    n(tally.unknown) + " commands of unknown outcome\n") +
         "in all      " + n(tally.runs) + (tally.runs == 1 ? " run, " : " runs, ") +
         n(tally.role_events()) + " role events, " + n(tally.microseconds / second) +
         " s of virtual time\n";
}

}  // namespace net::sim
