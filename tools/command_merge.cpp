#include "tools/commands.hpp"
#include "tools/sweep_summary.hpp"
#include "tools/text.hpp"

#include <fmt/format.h>

namespace voiplab::tools {

ExitStatus command_merge(MergeArguments const& arguments, Console const& console) {
    try {
        return tell(scenarios::merge_sweep(arguments.output, arguments.journals), console);
    } catch (scenarios::InputError const& error) {
        console.err << "voiplab: " << printable(error.what()) << "\n";
        return ExitStatus::bad_input;
    } catch (std::exception const& error) {
        console.err << "voiplab: " << printable(error.what()) << "\n";
        return ExitStatus::not_written;
    }
}

}  // namespace voiplab::tools
