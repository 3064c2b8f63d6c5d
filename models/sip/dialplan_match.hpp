#pragma once

#include "voiplab/models/sip/dialplan.hpp"

#include <compare>
#include <string>
#include <string_view>

// Which extension a number means (main/pbx.c of Asterisk 13).
namespace voiplab::sip::asterisk {

// "_X." and the like; hyphens are eye candy on both sides. False for a pattern with an unclosed '[' and for one that
// asks for a caller ("2010/5551"), which is not modelled.
bool matches(std::string_view pattern, std::string_view number);
// Which of two patterns Asterisk tries first: the one that allows fewer characters at the first place where they
// differ;
// '.' comes after every set, '!' after '.', the end after both. Plain extensions come before patterns.
std::strong_ordering compare_patterns(std::string_view left, std::string_view right);
// True where a '[' is never closed.
bool is_malformed(std::string_view pattern);
// A number that the pattern matches.
std::string sample_number(std::string_view pattern);

// Asterisk looks every priority up anew: where the best match lacks it, a less specific one may have it.
Extension const* extension_with_priority(Dialplan const& dialplan, std::string_view context, std::string_view number,
                                         int priority);
Extension const* extension_with_label(Dialplan const& dialplan, std::string_view context, std::string_view number,
                                      std::string_view label);
Priority const* find_priority(Extension const& extension, int number);
Priority const* find_label(Extension const& extension, std::string_view label);

}  // namespace voiplab::sip::asterisk
