#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/field_views.hpp"

namespace voiplab::sip {

ListValues::ListValues(std::string_view list) : list_(grammar::trimmed(list).empty() ? std::string_view() : list) {}

void ListValues::Iterator::read() {
    auto end = rest_.find(',');
    if (end != std::string_view::npos) {
        bool quoted = false;
        bool bracketed = false;
        for (end = 0; end < rest_.size(); ++end) {
            char const c = rest_[end];
            if (quoted && c == '\\') {
                ++end;
            } else if (c == '"' && !bracketed) {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '>')) {
                bracketed = c == '<';
            } else if (!quoted && !bracketed && c == ',') {
                break;
            }
        }
    }
    last_ = end >= rest_.size();
    current_ = grammar::trimmed(rest_.substr(0, end));
    if (!last_) rest_.remove_prefix(end + 1);
}

std::string_view top_via_value(Message const& message) {
    return ListValues(message.header(HeaderName::via).value_or("")).front();
}

}  // namespace voiplab::sip
