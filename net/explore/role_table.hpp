// The local states of the processes of one role, and their steps, whatever type the role has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/explore/cast.hpp"
#include "net/explore/fingerprint.hpp"
#include "net/explore/local.hpp"
#include "paxos/node.hpp"

namespace net::explore {

/// What processes of all roles have in common. Local states go by their number among those of the
/// role.
template <class System>
class RoleTable {
 public:
  using Message = typename System::Message;

  RoleTable() = default;
  RoleTable(const RoleTable&) = delete;
  RoleTable& operator=(const RoleTable&) = delete;
  virtual ~RoleTable() = default;

  virtual LocalId initial(paxos::NodeId node) = 0;
  virtual std::optional<Transition> deliver(std::uint32_t index, const Flight<Message>& flight) = 0;
  virtual bool ignores(std::uint32_t index, const Flight<Message>& flight) = 0;
  virtual std::vector<Move> moves(std::uint32_t index) = 0;
  virtual void tell_start(paxos::NodeId node, Telling& telling) = 0;
  /// `flight` is null unless a message is delivered.
  virtual void tell(std::uint32_t index, const Action& action, const Flight<Message>* flight,
                    Telling& telling) = 0;
  /// The names of the fields of a local state, and the key of one without each.
  [[nodiscard]] virtual std::vector<std::string> fields() const = 0;
  [[nodiscard]] virtual std::vector<Fingerprint> keys_without(std::uint32_t index) const = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

}  // namespace net::explore
