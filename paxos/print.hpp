// Printing of everything that is described once, by reflection: print(Prepare{...}) is
// "Prepare ballot=2.1".
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "paxos/ballot.hpp"
#include "paxos/node.hpp"
#include "paxos/quorum.hpp"
#include "paxos/reflect.hpp"
#include "paxos/value.hpp"

namespace paxos {

inline std::string print(const Ballot& ballot) {
  return to_string(ballot);
}
inline std::string print(const Value& value) {
  return to_string(value);
}
inline std::string print(const NodeId& node) {
  return to_string(node);
}
inline std::string print(const AcceptorSet& set) {
  return to_string(set);
}
template <std::integral T>
std::string print(T number) {
  return std::to_string(number);
}
template <DescribedEnum T>
std::string print(T value) {
  return boost::describe::enum_to_string(value, "?");
}
template <class T>
std::string print(const std::optional<T>& optional);
template <class K, class V>
std::string print(const std::map<K, V>& map);
template <class T>
std::string print(const std::vector<T>& vector);
template <class... T>
std::string print(const std::variant<T...>& variant);

/// The type's name, then name=value for each member; a member that has members of its own stands in
/// parentheses.
template <Described T>
std::string print(const T& object) {
  std::string text = short_name<T>();
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
    std::string inner = print(object.*member.pointer);
    if (inner.find('=') != std::string::npos) inner = "(" + inner + ")";
    text += std::string(" ") + member.name + "=" + inner;
  });
  return text;
}

template <class T>
std::string print(const std::optional<T>& optional) {
  return optional ? print(*optional) : "none";
}

template <class K, class V>
std::string print(const std::map<K, V>& map) {
  std::string text = "{";
  for (const auto& [key, value] : map) {
    if (text.size() > 1) text += ", ";
    text += print(key) + ": " + print(value);
  }
  return text + "}";
}

template <class T>
std::string print(const std::vector<T>& vector) {
  std::string text = "[";
  for (const auto& element : vector) text += (text.size() > 1 ? ", " : "") + print(element);
  return text + "]";
}

template <class... T>
std::string print(const std::variant<T...>& variant) {
  return std::visit([](const auto& alternative) { return print(alternative); }, variant);
}

}  // namespace paxos
