#include "paxos/machine/entries.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace paxos::machine {
namespace {

constexpr unsigned bits_a_level = 4;
constexpr std::size_t ways = std::size_t{1} << bits_a_level;
constexpr unsigned levels = 64 / bits_a_level;
/// A leaf with more is split; a node with half of that below it becomes a leaf.
constexpr std::size_t most_in_leaf = 32;

std::uint64_t hash_of(std::string_view key) {
  return std::hash<std::string_view>{}(key);
}

/// Which way leads to it. From the highest bits on, so that all are visited in the order of hashes.
std::size_t way(std::uint64_t hash, unsigned level) {
  return hash >> (64 - bits_a_level * (level + 1)) & (ways - 1);
}

template <class Entries>
auto place_of(Entries& entries, std::uint64_t hash, std::string_view key) {
  return std::ranges::lower_bound(entries, std::tuple(hash, key), {}, [](const auto& entry) {
    return std::tuple(entry.hash, std::string_view(entry.key));
  });
}

template <class Entries>
auto find_in(Entries& entries, std::uint64_t hash, std::string_view key)
    -> decltype(&entries.front().value) {
  const auto place = place_of(entries, hash, key);
  const bool found = place != entries.end() && place->hash == hash && place->key == key;
  return found ? &place->value : nullptr;
}

}  // namespace

std::size_t Entries::size() const {
  return root_ ? root_->size : 0;
}

const std::string* Entries::find(std::string_view key) const {
  const std::uint64_t hash = hash_of(key);
  const Node* node = root_.get();
  for (unsigned level = 0; node && !node->children.empty(); ++level) {
    node = node->children[way(hash, level)].get();
  }
  return node ? find_in(node->entries, hash, key) : nullptr;
}

std::string* Entries::edit(std::string_view key) {
  const std::uint64_t hash = hash_of(key);
  Link* link = &root_;
  for (unsigned level = 0; *link; ++level) {
    own(*link);
    if ((*link)->children.empty()) return find_in((*link)->entries, hash, key);
    link = &(*link)->children[way(hash, level)];
  }
  return nullptr;
}

void Entries::set(std::string_view key, std::string value) {
  if (std::string* held = edit(key)) {
    *held = std::move(value);
  } else {
    insert(root_, 0, {hash_of(key), std::string(key), std::move(value)});
  }
}

bool Entries::erase(std::string_view key) {
  if (!contains(key)) return false;
  erase(root_, 0, hash_of(key), key);
  return true;
}

void Entries::for_each(
    const std::function<void(const std::string& key, const std::string& value)>& visit) const {
  if (root_) visit_all(*root_, [&](const Entry& entry) { visit(entry.key, entry.value); });
}

bool operator==(const Entries& a, const Entries& b) {
  if (a.root_ == b.root_) return true;
  if (a.size() != b.size()) return false;
  bool equal = true;
  a.for_each([&](const std::string& key, const std::string& value) {
    const std::string* other = b.find(key);
    equal = equal && other && *other == value;
  });
  return equal;
}

/// Makes sure that nobody else has that node.
void Entries::own(Link& link) {
  if (link.use_count() > 1) link = std::make_shared<Node>(*link);
}

/// Of a key that is not there yet.
void Entries::insert(Link& link, unsigned level, Entry entry) {
  if (link) {
    own(link);
  } else {
    link = std::make_shared<Node>();
  }
  ++link->size;
  if (!link->children.empty()) {
    Link& child = link->children[way(entry.hash, level)];
    return insert(child, level + 1, std::move(entry));
  }
  auto& entries = link->entries;
  const auto place = place_of(entries, entry.hash, entry.key);
  entries.insert(place, std::move(entry));
  // Keys of one and the same hash stay together.
  if (entries.size() > most_in_leaf && level < levels) split(*link, level);
}

void Entries::split(Node& leaf, unsigned level) {
  leaf.children.resize(ways);
  for (Entry& entry : leaf.entries) {
    Link& child = leaf.children[way(entry.hash, level)];
    if (!child) child = std::make_shared<Node>();
    child->entries.push_back(std::move(entry));
    ++child->size;
  }
  leaf.entries = {};
}

/// Makes a leaf of it.
void Entries::join(Node& node) {
  std::vector<Entry> entries;
  visit_all(node, [&](const Entry& entry) { entries.push_back(entry); });
  node.entries = std::move(entries);
  node.children = {};
}

/// Of a key that is there.
void Entries::erase(Link& link, unsigned level, std::uint64_t hash, std::string_view key) {
  own(link);
  --link->size;
  if (link->size == 0) {
    link = nullptr;
  } else if (link->children.empty()) {
    link->entries.erase(place_of(link->entries, hash, key));
  } else {
    erase(link->children[way(hash, level)], level + 1, hash, key);
    if (link->size <= most_in_leaf / 2) join(*link);
  }
}

template <class Visit>
void Entries::visit_all(const Node& node, const Visit& visit) {
  for (const Entry& entry : node.entries) visit(entry);
  for (const Link& child : node.children) {
    if (child) visit_all(*child, visit);
  }
}

}  // namespace paxos::machine
