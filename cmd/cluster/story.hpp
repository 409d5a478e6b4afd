// What the demos have in common: a story, told while it happens, with every claim of it checked.
#pragma once

#include <iostream>
#include <string>
#include <sys/types.h>
#include <vector>

#include "cmd/cluster/launcher.hpp"

namespace launcher {

class Story {
 public:
  explicit Story(Plan plan) : plan_(plan), cluster_(std::move(plan)) {}

 protected:
  static void say(const std::string& line) { std::cout << line << std::endl; }

  void check(bool held, const std::string& claim);
  /// A field of the STATUS of a process.
  [[nodiscard]] std::string status(paxos::NodeId node, const std::string& field) const;
  void end_all();
  /// How many of the checks held. Returns the exit status: 0 only if all did.
  [[nodiscard]] int verdict() const;

  Plan plan_;
  Cluster cluster_;

 private:
  int checks_ = 0;
  int failures_ = 0;
};

}  // namespace launcher
