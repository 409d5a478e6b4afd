#include "net/explore/command.hpp"

#include <ostream>
#include <system_error>

#include <boost/program_options.hpp>

#include "net/explore/arguments.hpp"
#include "net/explore/exploration.hpp"
#include "net/explore/lamport.hpp"
#include "net/explore/protocols.hpp"
#include "net/explore/report.hpp"
#include "net/trace/lines.hpp"
#include "net/trace/output_folder.hpp"
#include "paxos/usage_error.hpp"

namespace net::explore {
namespace {

/// To have been short of memory is a mistake about the machine, as a wrong option is.
int status_of(const Result& result) {
  if (result.counterexample) return 1;
  return result.bound == Bound::memory ? 2 : 0;
}

class Teller {
 public:
  Teller(std::ostream& err, bool show) : err_(err), show_(show) {}
  ~Teller() { clear(); }
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  void tell(const Progress& progress) {
    if (!show_) return;
    err_ << "\r\x1b[K" << report(progress) << std::flush;
    shown_ = true;
  }
  void clear() {
    if (shown_) err_ << "\r\x1b[K" << std::flush;
    shown_ = false;
  }

 private:
  std::ostream& err_;
  bool show_;
  bool shown_ = false;
};

struct Command {
  const Arguments& arguments;
  std::ostream& out;
  const std::atomic<bool>& interrupted;
  Teller& teller;

  [[nodiscard]] Watch watch() const {
    return [this](const Progress& progress) { teller.tell(progress); };
  }

  [[nodiscard]] int yardstick() const {
    const auto& [size, mutant, limits] = *arguments.yardstick;
    const auto roles = make_spec_roles(mutant, size.acceptors);
    LamportModel model(*roles, size);
    const Result result = search(model, limits, interrupted, watch());
    teller.clear();
    out << report(size, mutant, result);
    return status_of(result);
  }

  [[nodiscard]] int exploration() const {
    const Question& question = arguments.question;
    // What is wrong with the question is said before anything else.
    trace::check_output_folder(question.folder);
    if (question.from) {
      out << question.from->report();
      if (!question.from->is_as_it_should_be()) return 1;
    } else {
      protocol_named(question.protocol).make_cast(question.mutant, question.setting);
    }
    out << describe(question) << std::flush;
    const Verdict verdict = explore(question, interrupted, watch());
    teller.clear();
    out << report(question, verdict);
    if (verdict.untold) throw std::runtime_error("no trace of the violation: " + *verdict.untold);
    return status_of(verdict.result);
  }
};

}  // namespace

int run_explore(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
                const std::atomic<bool>& interrupted, bool show_progress) {
  try {
    const Arguments read = read_arguments(arguments);
    if (read.help) {
      out << help();
      return 0;
    }
    Teller teller(err, show_progress);
    const Command command{read, out, interrupted, teller};
    const int status = read.yardstick ? command.yardstick() : command.exploration();
    return interrupted && status == 0 ? 130 : status;
  } catch (const boost::program_options::error& error) {
    err << "explore: " << error.what() << " (see --help)\n";
  } catch (const std::runtime_error& error) {
    err << "explore: " << error.what() << '\n';
  }
  return 2;
}

}  // namespace net::explore
