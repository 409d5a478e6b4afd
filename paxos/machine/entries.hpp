// What the keys of the store hold, as a map whose copies cost nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace paxos::machine {

/// What each key holds. Keys and values are arbitrary bytes.
///
/// A copy takes constant time and memory, however large the map is, for it shares with the original
/// all that neither has changed since: a snapshot of the store is a copy of it. A copy may be read
/// in another thread while the original changes; it must be destroyed in the original's.
///
/// It is a trie over the hashes of the keys, sixteen ways a level. Before a node is changed that
/// has more than one owner, it is copied, and so are those on the way to it.
class Entries {
 public:
  [[nodiscard]] std::size_t size() const;
  /// What a key holds, or nothing.
  [[nodiscard]] const std::string* find(std::string_view key) const;
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }
  /// The same, to be changed before anything else is done with this map.
  [[nodiscard]] std::string* edit(std::string_view key);
  /// The key holds that from now on, whatever it held.
  void set(std::string_view key, std::string value);
  /// Whether it held anything.
  bool erase(std::string_view key);

  /// Visits all, in an order that follows from what the keys are, not from how they came.
  void for_each(
      const std::function<void(const std::string& key, const std::string& value)>& visit) const;

  friend bool operator==(const Entries& a, const Entries& b);

 private:
  struct Entry {
    std::uint64_t hash;
    std::string key;
    std::string value;
  };
  struct Node {
    std::size_t size = 0;                         // entries, of all nodes below too
    std::vector<Entry> entries;                   // of a leaf, by hash and key
    std::vector<std::shared_ptr<Node>> children;  // of any other, one for each way, or none
  };
  using Link = std::shared_ptr<Node>;

  static void own(Link& link);
  static void insert(Link& link, unsigned level, Entry entry);
  static void split(Node& leaf, unsigned level);
  static void join(Node& node);
  static void erase(Link& link, unsigned level, std::uint64_t hash, std::string_view key);
  template <class Visit>
  static void visit_all(const Node& node, const Visit& visit);

  Link root_;  // nothing if it is empty
};

}  // namespace paxos::machine
