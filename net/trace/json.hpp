// Values to JSON and back, by reflection: whatever has a BOOST_DESCRIBE line can be traced.
//
//   struct, class     an object, its members in order
//   std::variant      the object of the alternative, with its type's name first:
//   {"type":"Prepare",…} enumeration       its name std::optional     null where it is absent
//   std::map          an array of pairs [key, value]
//   paxos::Value      {"digest":"…"}; the bytes stand elsewhere, once
//   std::string       a string, which must be UTF-8
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include <boost/json.hpp>
#include <boost/mp11.hpp>

#include "paxos/print.hpp"
#include "paxos/reflect.hpp"
#include "paxos/value.hpp"

namespace net::trace {

/// JSON of another shape than what is read. The message says what is wrong and in which member.
struct JsonError : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Values by digest.
using Values = std::map<std::string, paxos::Value>;

/// The name of a value: a UUID of version 5, which is made from the SHA-1 of the bytes.
std::string digest_of(const paxos::Value& value);

/// Names values by their digests, and remembers whose bytes have yet to be written down.
class ValueNames {
 public:
  /// The digest of `value`.
  std::string name(const paxos::Value& value);
  /// The bytes with this digest are written down.
  void written(const std::string& digest) { written_.insert(digest); }
  /// The values that were named and whose bytes are not written down yet. They count as written
  /// now.
  Values take_unwritten() { return std::exchange(unwritten_, {}); }

 private:
  std::set<std::string> written_;
  Values unwritten_;
};

class ToJson {
 public:
  explicit ToJson(ValueNames& names) : names_(names) {}

  boost::json::value operator()(const boost::json::value& json) const { return json; }
  boost::json::value operator()(const std::string& text) const { return boost::json::string(text); }
  boost::json::value operator()(const paxos::Value& value) const {
    return boost::json::object{{"digest", names_.name(value)}};
  }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  boost::json::value operator()(T number) const {
    return number;
  }
  template <paxos::DescribedEnum T>
  boost::json::value operator()(T value) const {
    return boost::json::string(paxos::print(value));
  }
  template <class T>
  boost::json::value operator()(const std::optional<T>& optional) const {
    return optional ? (*this)(*optional) : boost::json::value(nullptr);
  }
  template <class K, class V>
  boost::json::value operator()(const std::map<K, V>& map) const {
    boost::json::array pairs;
    for (const auto& [key, value] : map) {
      boost::json::array pair;
      pair.push_back((*this)(key));
      pair.push_back((*this)(value));
      pairs.push_back(std::move(pair));
    }
    return pairs;
  }
  template <class T>
  boost::json::value operator()(const std::vector<T>& vector) const {
    boost::json::array elements;
    for (const auto& element : vector) elements.push_back((*this)(element));
    return elements;
  }
  template <paxos::Described... T>
  boost::json::value operator()(const std::variant<T...>& variant) const {
    return std::visit(
        [this]<class A>(const A& alternative) {
          boost::json::object object{{"type", paxos::short_name<A>()}};
          add_members(alternative, object);
          return object;
        },
        variant);
  }
  template <paxos::Described T>
  boost::json::value operator()(const T& object) const {
    boost::json::object members;
    add_members(object, members);
    return members;
  }

 private:
  template <class T>
  void add_members(const T& object, boost::json::object& members) const {
    boost::mp11::mp_for_each<paxos::MembersOf<T>>(
        [&](auto member) { members[member.name] = (*this)(object.*member.pointer); });
  }

  ValueNames& names_;
};

/// Reads what ToJson has written, and nothing else: a missing member or one too many is an error.
class FromJson {
 public:
  explicit FromJson(const Values& values) : values_(values) {}

  void operator()(const boost::json::value& json, boost::json::value& copy) const { copy = json; }
  void operator()(const boost::json::value& json, std::string& text) const;
  void operator()(const boost::json::value& json, paxos::Value& value) const;
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  void operator()(const boost::json::value& json, T& number) const {
    const auto* low = json.if_int64();
    const auto* high = json.if_uint64();
    if (low && std::in_range<T>(*low)) {
      number = static_cast<T>(*low);
    } else if (high && std::in_range<T>(*high)) {
      number = static_cast<T>(*high);
    } else {
      throw JsonError("no whole number in range");
    }
  }
  template <paxos::DescribedEnum T>
  void operator()(const boost::json::value& json, T& value) const {
    std::string name;
    (*this)(json, name);
    if (!boost::describe::enum_from_string(name.c_str(), value)) {
      throw JsonError("unknown name \"" + name + "\"");
    }
  }
  template <class T>
  void operator()(const boost::json::value& json, std::optional<T>& optional) const {
    optional.reset();
    if (!json.is_null()) (*this)(json, optional.emplace());
  }
  template <class K, class V>
  void operator()(const boost::json::value& json, std::map<K, V>& map) const {
    const auto* pairs = json.if_array();
    if (!pairs) throw JsonError("no array");
    map.clear();
    for (const auto& element : *pairs) {
      const auto* pair = element.if_array();
      if (!pair || pair->size() != 2) throw JsonError("no pair of key and value");
      K key{};
      (*this)((*pair)[0], key);
      if (map.contains(key)) throw JsonError("a key that stands twice");
      (*this)((*pair)[1], map[key]);
    }
  }
  template <class T>
  void operator()(const boost::json::value& json, std::vector<T>& vector) const {
    const auto* elements = json.if_array();
    if (!elements) throw JsonError("no array");
    vector.clear();
    for (const auto& element : *elements) (*this)(element, vector.emplace_back());
  }
  template <paxos::Described... T>
  void operator()(const boost::json::value& json, std::variant<T...>& variant) const {
    boost::json::object members = object_of(json);
    std::string type;
    (*this)(member_of(members, "type"), type);
    members.erase("type");
    const bool known = (try_alternative<T>(type, members, variant) || ...);
    if (!known) throw JsonError("unknown type \"" + type + "\"");
  }
  template <paxos::Described T>
  void operator()(const boost::json::value& json, T& object) const {
    read_members(object_of(json), object);
  }

 private:
  static const boost::json::object& object_of(const boost::json::value& json);
  static const boost::json::value& member_of(const boost::json::object& object, const char* name);

  template <class A, class Variant>
  bool try_alternative(const std::string& type, const boost::json::object& members,
                       Variant& variant) const {
    if (type != paxos::short_name<A>()) return false;
    read_members(members, variant.template emplace<A>());
    return true;
  }

  template <class T>
  void read_members(const boost::json::object& members, T& object) const {
    std::set<std::string> unknown;
    for (const auto& member : members) unknown.insert(std::string(member.key()));
    boost::mp11::mp_for_each<paxos::MembersOf<T>>([&](auto member) {
      unknown.erase(member.name);
      const auto& json = member_of(members, member.name);
      try {
        (*this)(json, object.*member.pointer);
      } catch (const JsonError& error) {
        throw JsonError(std::string("in \"") + member.name + "\": " + error.what());
      }
    });
    if (!unknown.empty()) throw JsonError("unknown member \"" + *unknown.begin() + "\"");
  }

  const Values& values_;
};

template <class T>
boost::json::value to_json(const T& object, ValueNames& names) {
  return ToJson{names}(object);
}

/// `values` are the values that `json` may name. Throws JsonError.
template <class T>
T from_json(const boost::json::value& json, const Values& values) {
  T object{};
  FromJson{values}(json, object);
  return object;
}

}  // namespace net::trace
