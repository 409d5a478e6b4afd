// Values to bytes and back, by reflection: whatever has a BOOST_DESCRIBE line can be sent.
// GRAMMAR.md beside this file says what the bytes are.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/endian/conversion.hpp>
#include <boost/mp11.hpp>

#include "paxos/print.hpp"
#include "paxos/reflect.hpp"
#include "paxos/value.hpp"

namespace net::wire {

/// Bytes that no correct peer of this protocol version sends. The message says what is wrong.
struct Malformed : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Appends the bytes of what it is given to a string.
class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  void operator()(T number) {
    boost::endian::native_to_little_inplace(number);
    out_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void operator()(std::int64_t number) { (*this)(static_cast<std::uint64_t>(number)); }
  template <paxos::DescribedEnum T>
  void operator()(T value) {
    (*this)(static_cast<std::uint8_t>(value));
  }
  void operator()(std::string_view bytes) {
    (*this)(static_cast<std::uint32_t>(bytes.size()));
    out_.append(bytes);
  }
  void operator()(const std::string& bytes) { (*this)(std::string_view(bytes)); }
  void operator()(const paxos::Value& value) { (*this)(value.bytes()); }
  template <class T>
  void operator()(const std::optional<T>& optional) {
    (*this)(static_cast<std::uint8_t>(optional.has_value()));
    if (optional) (*this)(*optional);
  }
  template <class T>
  void operator()(const std::shared_ptr<const T>& shared) {
    (*this)(*shared);
  }
  template <class K, class V>
  void operator()(const std::map<K, V>& map) {
    (*this)(static_cast<std::uint32_t>(map.size()));
    for (const auto& [key, value] : map) {
      (*this)(key);
      (*this)(value);
    }
  }
  template <class T>
  void operator()(const std::set<T>& set) {
    (*this)(static_cast<std::uint32_t>(set.size()));
    for (const auto& element : set) (*this)(element);
  }
  template <class T>
  void operator()(const std::vector<T>& vector) {
    (*this)(static_cast<std::uint32_t>(vector.size()));
    for (const auto& element : vector) (*this)(element);
  }
  template <class... T>
  void operator()(const std::variant<T...>& variant) {
    (*this)(static_cast<std::uint8_t>(variant.index()));
    std::visit(*this, variant);
  }
  template <paxos::Described T>
  void operator()(const T& object) {
    boost::mp11::mp_for_each<paxos::MembersOf<T>>(
        [&](auto member) { (*this)(object.*member.pointer); });
  }

 private:
  std::string& out_;
};

/// Reads from bytes what an Encoder has written. It never reads past the end, and allocates no more
/// than the bytes that are there. Throws Malformed.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  void operator()(T& number) {
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    boost::endian::little_to_native_inplace(number);
  }
  void operator()(std::int64_t& number) {
    std::uint64_t bits = 0;
    (*this)(bits);
    number = static_cast<std::int64_t>(bits);
  }
  template <paxos::DescribedEnum T>
  void operator()(T& value) {
    value = static_cast<T>(byte());
    if (!boost::describe::enum_to_string(value, nullptr)) throw Malformed("unknown enumerator");
  }
  void operator()(std::string& bytes) { bytes = counted(); }
  void operator()(paxos::Value& value) { value = paxos::Value(std::string(counted())); }
  template <class T>
  void operator()(std::optional<T>& optional) {
    const std::uint8_t present = byte();
    if (present > 1) throw Malformed("a presence flag that is neither 0 nor 1");
    if (present) (*this)(optional.emplace());
  }
  template <class T>
  void operator()(std::shared_ptr<const T>& shared) {
    T object{};
    (*this)(object);
    shared = std::make_shared<const T>(std::move(object));
  }
  /// The keys must ascend, so that one map has one encoding.
  template <class K, class V>
  void operator()(std::map<K, V>& map) {
    map.clear();
    for (std::uint32_t left = count(); left > 0; --left) {
      K key{};
      (*this)(key);
      if (!map.empty() && !(map.rbegin()->first < key)) throw Malformed("keys that do not ascend");
      (*this)(map.emplace_hint(map.end(), key, V{})->second);
    }
  }
  template <class T>
  void operator()(std::vector<T>& vector) {
    vector.clear();
    for (std::uint32_t left = count(); left > 0; --left) (*this)(vector.emplace_back());
  }
  template <class... T>
  void operator()(std::variant<T...>& variant) {
    const std::size_t tag = byte();
    if (tag >= sizeof...(T)) throw Malformed("unknown message tag " + std::to_string(tag));
    boost::mp11::mp_with_index<sizeof...(T)>(
        tag, [&](auto index) { (*this)(variant.template emplace<index>()); });
  }
  template <paxos::Described T>
  void operator()(T& object) {
    boost::mp11::mp_for_each<paxos::MembersOf<T>>(
        [&](auto member) { (*this)(object.*member.pointer); });
    if constexpr (requires { object.valid(); }) {
      if (!object.valid())
        throw Malformed("an impossible " + paxos::short_name<T>() + ": " + paxos::print(object));
    }
  }

  /// Whether all of the bytes have been read.
  [[nodiscard]] bool done() const { return rest_.empty(); }
  /// All of the bytes must have been read.
  void finish() const {
    if (!rest_.empty()) throw Malformed(std::to_string(rest_.size()) + " trailing bytes");
  }

 private:
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) throw Malformed("truncated message");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint8_t byte() { return static_cast<std::uint8_t>(take(1).front()); }
  std::uint32_t count() {
    std::uint32_t count = 0;
    (*this)(count);
    return count;
  }
  std::string_view counted() { return take(count()); }

  std::string_view rest_;
};

template <class T>
[[nodiscard]] std::string encode(const T& object) {
  std::string bytes;
  Encoder{bytes}(object);
  return bytes;
}

/// Throws Malformed unless `bytes` are exactly one T.
template <class T>
[[nodiscard]] T decode(std::string_view bytes) {
  T object{};
  Decoder decoder(bytes);
  decoder(object);
  decoder.finish();
  return object;
}

}  // namespace net::wire
