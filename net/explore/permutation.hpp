// Symmetry: acceptors are interchangeable, so a state and the same state with the acceptors'
// numbers permuted are one to the search.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include <boost/mp11.hpp>

#include "paxos/node.hpp"
#include "paxos/quorum.hpp"
#include "paxos/reflect.hpp"

namespace net::explore {

/// Gives every acceptor the number of another, or its own.
class Permutation {
 public:
  explicit Permutation(std::vector<std::uint32_t> images) : images_(std::move(images)) {}

  static Permutation identity(std::uint32_t acceptors) {
    std::vector<std::uint32_t> images(acceptors);
    std::iota(images.begin(), images.end(), 1U);
    return Permutation(std::move(images));
  }
  /// All of them, the identity first.
  static std::vector<Permutation> all(std::uint32_t acceptors) {
    std::vector<Permutation> permutations;
    std::vector<std::uint32_t> images = identity(acceptors).images_;
    do {
      permutations.emplace_back(images);
    } while (std::ranges::next_permutation(images).found);
    return permutations;
  }
  /// Some from which all others can be composed: each exchanges two neighbours.
  static std::vector<Permutation> generators(std::uint32_t acceptors) {
    std::vector<Permutation> permutations;
    for (std::uint32_t i = 1; i < acceptors; ++i) {
      std::vector<std::uint32_t> images = identity(acceptors).images_;
      std::swap(images[i - 1], images[i]);
      permutations.emplace_back(std::move(images));
    }
    return permutations;
  }

  /// `object` with all acceptors in it renamed: by reflection, so that whatever is described can be
  /// permuted.
  template <class T>
  [[nodiscard]] T operator()(T object) const {
    rename(object);
    return object;
  }

 private:
  void rename(paxos::NodeId& node) const {
    // A wrong role may make up acceptors that do not exist; they keep their numbers.
    const bool exists = node.number >= 1 && node.number <= images_.size();
    if (node.role == paxos::Role::acceptor && exists) node.number = images_[node.number - 1];
  }
  void rename(paxos::AcceptorSet& set) const {
    paxos::AcceptorSet renamed;
    for (std::uint32_t number = 1; number <= paxos::AcceptorSet::max_acceptors; ++number) {
      if (set.contains(paxos::acceptor(number))) renamed.insert((*this)(paxos::acceptor(number)));
    }
    set = renamed;
  }
  void rename(auto& other) const {
    using T = std::remove_reference_t<decltype(other)>;
    if constexpr (paxos::Described<T>) {
      boost::mp11::mp_for_each<paxos::MembersOf<T>>(
          [&](auto member) { rename(other.*member.pointer); });
    }
  }
  template <class T>
  void rename(std::optional<T>& optional) const {
    if (optional) rename(*optional);
  }
  template <class... T>
  void rename(std::variant<T...>& variant) const {
    std::visit([this](auto& alternative) { rename(alternative); }, variant);
  }
  template <class T>
  void rename(std::vector<T>& vector) const {
    for (auto& element : vector) rename(element);
  }
  template <class T>
  void rename(std::set<T>& set) const {
    std::set<T> renamed;
    for (const auto& element : set) renamed.insert((*this)(element));
    set = std::move(renamed);
  }
  template <class K, class V>
  void rename(std::map<K, V>& map) const {
    std::map<K, V> renamed;
    for (const auto& [key, value] : map) renamed.emplace((*this)(key), (*this)(value));
    map = std::move(renamed);
  }

  std::vector<std::uint32_t> images_;  // of acceptors 1, 2, ...
};

}  // namespace net::explore
