#include "paxos/machine/entries.hpp"

#include <map>
#include <random>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paxos::machine {
namespace {

using Model = std::map<std::string, std::string>;

Model contents(const Entries& entries) {
  Model model;
  entries.for_each([&](const std::string& key, const std::string& value) {
    EXPECT_TRUE(model.emplace(key, value).second) << key << " was visited twice";
  });
  return model;
}

std::vector<std::string> keys_in_order(const Entries& entries) {
  std::vector<std::string> keys;
  entries.for_each([&](const std::string& key, const std::string&) { keys.push_back(key); });
  return keys;
}

Entries numbered(int count) {
  Entries entries;
  for (int i = 0; i < count; ++i) entries.set(std::to_string(i), "v" + std::to_string(i));
  return entries;
}

TEST(Entries, HoldWhatWasSetLast) {
  Entries entries;
  EXPECT_EQ(entries.find("k"), nullptr);
  EXPECT_EQ(entries.edit("k"), nullptr);
  EXPECT_FALSE(entries.erase("k"));
  entries.set("k", "a");
  entries.set("k", "b");
  EXPECT_EQ(*entries.find("k"), "b");
  *entries.edit("k") += "c";
  EXPECT_EQ(*entries.find("k"), "bc");
  EXPECT_EQ(entries.size(), 1U);
  EXPECT_TRUE(entries.erase("k"));
  EXPECT_FALSE(entries.contains("k"));
  EXPECT_EQ(entries, Entries{});
}

TEST(Entries, TakeAnyKey) {
  Entries entries;
  const std::string bytes("\0\xff", 2);
  entries.set("", "empty");
  entries.set(bytes, bytes);
  EXPECT_EQ(*entries.find(""), "empty");
  EXPECT_EQ(*entries.find(bytes), bytes);
}

/// Every operation on any of many copies, each beside a plain map.
TEST(Entries, OfACopyChangeWithNobodyElses) {
  std::mt19937 random(20011101);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  std::vector<std::pair<Entries, Model>> copies(1);
  for (int step = 0; step < 40'000; ++step) {
    auto& [entries, model] = copies[below(copies.size())];
    // Half of the time it grows, and half of the time it shrinks.
    const bool grows = step / 5000 % 2 == 0;
    const std::string key = std::to_string(below(3000));
    if (below(10) < (grows ? 7U : 3U)) {
      entries.set(key, std::to_string(step));
      model[key] = std::to_string(step);
    } else if (below(4) > 0) {
      EXPECT_EQ(entries.erase(key), model.erase(key) > 0);
    } else if (std::string* held = entries.edit(key)) {
      *held += "+";
      model.at(key) += "+";
    } else {
      EXPECT_FALSE(model.contains(key));
    }
    if (step % 1000 != 0) continue;
    if (copies.size() == 6) copies.erase(copies.begin() + static_cast<int>(below(6)));
    copies.push_back(copies[below(copies.size())]);
  }
  for (const auto& [entries, model] : copies) {
    EXPECT_EQ(entries.size(), model.size());
    EXPECT_EQ(contents(entries), model);
  }
}

TEST(Entries, AreEqualIfTheyHoldTheSame) {
  const Entries thousand = numbered(1000);
  Entries other = numbered(2000);
  EXPECT_FALSE(thousand == other);
  for (int i = 1999; i >= 1000; --i) EXPECT_TRUE(other.erase(std::to_string(i)));
  EXPECT_TRUE(thousand == other);
  EXPECT_EQ(keys_in_order(thousand), keys_in_order(other)) << "an order that tells no past";
  *other.edit("7") = "else";
  EXPECT_FALSE(thousand == other);
  other.erase("7");
  other.set("seven", "v7");
  EXPECT_FALSE(thousand == other);
}

TEST(Entries, OfACopyMayBeReadWhileTheOriginalChanges) {
  Entries original = numbered(5000);
  const Entries copy = original;
  const Model expected = contents(copy);
  Model read;
  std::thread reader([&] {
    copy.for_each([&](const std::string& key, const std::string& value) { read[key] = value; });
  });
  for (int i = 0; i < 5000; ++i) {
    original.set(std::to_string(i), "changed");
    if (i % 2 == 0) original.erase(std::to_string(i));
  }
  reader.join();
  EXPECT_EQ(read, expected);
  EXPECT_EQ(original.size(), 2500U);
}

}  // namespace
}  // namespace paxos::machine
