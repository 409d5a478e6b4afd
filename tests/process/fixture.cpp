#include "tests/process/fixture.hpp"

#include <boost/asio.hpp>
#include <boost/process.hpp>

namespace paxos::test {

Ran run(const std::string& program, const std::vector<std::string>& arguments) {
  namespace bp = boost::process;
  const auto ours = launcher::program(program);
  const std::string path =
      std::filesystem::exists(ours) ? ours.string() : bp::search_path(program).string();
  boost::asio::io_context context;
  std::future<std::string> out;
  std::future<std::string> err;
  bp::child child(path, bp::args(arguments), bp::std_in<bp::null, bp::std_out> out,
                  bp::std_err > err, context);
  context.run();
  child.wait();
  return {child.exit_code(), out.get(), err.get()};
}

}  // namespace paxos::test
