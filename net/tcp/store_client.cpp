#include "net/tcp/store_client.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>
#include <utility>

namespace net::tcp {
namespace {

/// So long it waits for one proposer, which may have been stopped, or cut off.
constexpr std::chrono::milliseconds patience_with_one{1000};
/// After all proposers have been asked in vain.
constexpr std::chrono::milliseconds pause_after_all{20};

}  // namespace

bool may_ask_again(std::string_view error) {
  constexpr std::array<std::string_view, 3> codes{"UNKNOWN ", "TRYAGAIN ", "BUSY "};
  return std::ranges::any_of(codes, [&](auto code) { return error.starts_with(code); });
}

StoreClient::StoreClient(const ClusterFile& cluster, std::size_t first)
    : cluster_(cluster),
      proposers_(cluster.configuration.all(paxos::Role::proposer)),
      asked_(first % proposers_.size()) {}

std::optional<std::string> StoreClient::execute(const std::vector<std::string>& words,
                                                std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  bool is_counted = false;  // it has its number in the session
  for (std::size_t attempt = 1;; ++attempt) {
    try {
      if (session_.empty()) {
        // A session that is lost on the way is used by nobody, and expires.
        session_ = ask({"SESSION"}).value();
        number_ = 0;
      }
      if (!std::exchange(is_counted, true)) ++number_;
      std::vector<std::string> once{"ONCE", session_, std::to_string(number_)};
      once.insert(once.end(), words.begin(), words.end());
      return ask(once);
    } catch (const Unreachable& error) {
      last_failure_ = error.what();
    } catch (const UsageError& error) {
      last_failure_ = error.what();  // A stranger has the port, as long as its owner is away.
    } catch (const RequestRefused& error) {
      const std::string_view why = error.what();
      if (why.starts_with("NOSESSION ")) {
        session_.clear();
        // Before it expired the command may have been executed.
        if (attempt > 1) throw OutcomeUnknown(std::string(why));
        is_counted = false;
        continue;
      }
      if (!may_ask_again(why)) {
        session_.clear();  // Not every error uses up the number.
        throw;
      }
      last_failure_ = to_string(proposers_[asked_]) + ": " + std::string(why);
    }
    connection_.reset();
    if (Clock::now() > deadline) {
      const std::string late = "no answer within " + std::to_string(limit.count()) + " ms";
      if (!is_counted) throw Unreachable(late + "; nothing was executed (" + last_failure_ + ")");
      session_.clear();  // Its next number depends on what became of this one.
      throw OutcomeUnknown(late + "; the outcome is unknown (" + last_failure_ + ")");
    }
    asked_ = (asked_ + 1) % proposers_.size();
    if (attempt % proposers_.size() == 0) std::this_thread::sleep_for(pause_after_all);
  }
}

std::optional<std::string> StoreClient::ask(const std::vector<std::string>& words) {
  if (!connection_) {
    const paxos::NodeId proposer = proposers_[asked_];
    connection_.emplace(cluster_.address(proposer), patience_with_one);
    require_cluster(*connection_, cluster_, proposer);
  }
  return connection_->request_one(words);
}

}  // namespace net::tcp
