#include "net/sim/faults.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <set>
#include <utility>
#include <vector>

#include "net/number.hpp"
#include "net/random.hpp"
#include "net/sim/dice.hpp"
#include "paxos/usage_error.hpp"

namespace net::sim {
namespace {

using paxos::UsageError;

constexpr auto fault = Knob::Kind::fault;
constexpr auto planned = Knob::Kind::planned;
constexpr auto setting = Knob::Kind::setting;

constexpr Knob knobs[] = {
    {"delay", &Knobs::delay, 1, 1'000'000, setting},
    {"jitter", &Knobs::jitter, 0, 1'000'000, fault},
    {"drop", &Knobs::drop, 0, 1000, fault},
    {"duplicate", &Knobs::duplicate, 0, 1000, fault},
    {"hold", &Knobs::hold, 0, 1000, fault},
    {"corrupt", &Knobs::corrupt, 0, 1000, fault},
    {"disk", &Knobs::disk, 0, 1'000'000, fault},
    {"clock", &Knobs::clock, 0, 10'000, fault},
    {"requests", &Knobs::requests, 0, 1000, setting},
    {"crashes", &Knobs::crashes, 0, 1000, planned},
    {"partitions", &Knobs::partitions, 0, 1000, planned},
    {"length", &Knobs::length, 1, 60'000, setting},
    {"bound", &Knobs::bound, 1, 3'600'000, setting},
    {"vary", &Knobs::vary, 0, 1, setting},
    {"lockstep", &Knobs::lockstep, 0, 1, setting},
    {"snapshot", &Knobs::snapshot, 0, 1'000'000, setting},
    {"point", &Knobs::point, 0, 1'000'000'000, setting},
};

constexpr Profile profiles[] = {
    {"calm", "nothing goes wrong", {.requests = 4, .length = 500}},
    {"lossy",
     "messages are lost, doubled, overtaken and held back",
     {.jitter = 20'000, .drop = 150, .duplicate = 150, .hold = 50}},
    {"partitions",
     "processes are cut off from each other, in both directions or one",
     {.jitter = 10'000, .partitions = 6}},
    {"crashes", "processes of every role crash and restart", {.jitter = 10'000, .crashes = 10}},
    {"slow-disk",
     "a commit takes as long as many messages, and crashes strike in it",
     {.jitter = 5'000, .disk = 60'000, .crashes = 8}},
    {"clocks",
     "some clocks run at twice the speed of true time, some at half of it",
     {.jitter = 20'000, .drop = 50, .clock = 1000}},
    {"corrupt",
     "bytes of messages change on the way",
     {.jitter = 10'000, .drop = 20, .corrupt = 200}},
    {"lockstep",
     "each message takes one tick, and no prepare request comes after an accept request",
     {.delay = 1000,
      .jitter = 0,
      .disk = 0,
      .requests = 2,
      .length = 20,
      .bound = 3000,
      .lockstep = 1}},
    {"all",
     "all of them at once, in each run at another strength",
     {.jitter = 20'000,
      .drop = 150,
      .duplicate = 400,
      .hold = 100,
      .corrupt = 50,
      .disk = 20'000,
      .clock = 1000,
      .requests = 12,
      .crashes = 16,
      .partitions = 6,
      .length = 500,
      .vary = 1}},
};

template <class Named>
std::string names_of(std::span<const Named> all) {
  std::string names;
  for (const auto& one : all) names += " " + std::string(one.name);
  return names;
}

template <class Named>
const Named* find(std::span<const Named> all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &Named::name);
  return found == all.end() ? nullptr : &*found;
}

const Profile& read_profile(std::string_view name) {
  if (const auto* profile = find(all_profiles(), name)) return *profile;
  throw UsageError("--faults " + std::string(name) + ": no such profile; they are" +
                   names_of(all_profiles()));
}

/// A knob and what it is to be, from NAME=NUMBER.
std::pair<const Knob&, std::int64_t> read_turn(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == text.npos) {
    throw UsageError("--faults ..." + text + ": after the profile come knobs as NAME=NUMBER");
  }
  const auto* knob = find(all_knobs(), text.substr(0, equals));
  if (!knob) {
    throw UsageError("--faults " + text + ": no such knob; they are" + names_of(all_knobs()));
  }
  const auto number = read_number(std::string_view(text).substr(equals + 1));
  if (!number || std::cmp_less(*number, knob->least) || std::cmp_greater(*number, knob->most)) {
    throw UsageError("--faults " + text + ": a number from " + std::to_string(knob->least) +
                     " to " + std::to_string(knob->most) + " is expected");
  }
  return {*knob, static_cast<std::int64_t>(*number)};
}

/// The items between commas; of an empty text, one that is empty.
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> items(1);
  for (const char c : text) {
    if (c == ',') {
      items.emplace_back();
    } else {
      items.back() += c;
    }
  }
  return items;
}

}  // namespace

std::span<const Knob> all_knobs() {
  return knobs;
}

std::span<const Profile> all_profiles() {
  return profiles;
}

Faults read_faults(std::string_view text) {
  std::vector<std::string> items = split(text);
  if (items.front().find('=') != text.npos) items.insert(items.begin(), "calm");
  const Profile& profile = read_profile(items.front());
  Faults faults{std::string(profile.name), profile.knobs};
  std::set<std::string_view> turned;
  for (const auto& item : items | std::views::drop(1)) {
    const auto& [knob, number] = read_turn(item);
    if (!turned.insert(knob.name).second) {
      throw UsageError("--faults " + item + ": this knob is given twice");
    }
    faults.knobs.*(knob.value) = number;
  }
  const Knobs& set = faults.knobs;
  if (set.lockstep != 0 && (set.jitter != 0 || set.disk != 0)) {
    throw UsageError("--faults " + std::string(text) +
                     ": in lockstep all takes one tick; it needs jitter=0 and disk=0");
  }
  return faults;
}

std::string to_string(const Faults& faults) {
  std::string text = faults.profile;
  const Knobs& usual = read_profile(faults.profile).knobs;
  for (const auto& knob : all_knobs()) {
    if (faults.knobs.*(knob.value) == usual.*(knob.value)) continue;
    text += "," + std::string(knob.name) + "=" + std::to_string(faults.knobs.*(knob.value));
  }
  return text;
}

Knobs strengths(const Knobs& knobs, std::uint64_t seed) {
  Knobs strengths = knobs;
  if (knobs.vary == 0) return strengths;
  // Each by its own number, so that turning one knob leaves the others as they are.
  for (std::uint64_t index = 0; const auto& knob : all_knobs()) {
    auto dice = roll(seed, Purpose::strength, index++);
    if (knob.kind == Knob::Kind::setting) continue;
    constexpr std::int64_t fractions[] = {0, 1, 2, 4, 4};
    constexpr std::int64_t whole = 4;
    const auto fraction = fractions[dice.below(std::size(fractions))];
    strengths.*(knob.value) = knobs.*(knob.value) * fraction / whole;
  }
  return strengths;
}

}  // namespace net::sim
