// What Boost.Describe knows of a type. Wire codec, JSON and printing all derive from it, so that
// each message and state is described once.
#pragma once

#include <string>
#include <type_traits>

#include <boost/core/type_name.hpp>
#include <boost/describe.hpp>

namespace paxos {

/// A struct or class with a BOOST_DESCRIBE line.
template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                           boost::describe::mod_inherited>;

/// The name of a type without its namespaces: Prepare.
template <class T>
std::string short_name() {
  const std::string full = boost::core::type_name<T>();
  const auto colon = full.rfind(':');
  return colon == std::string::npos ? full : full.substr(colon + 1);
}

}  // namespace paxos
