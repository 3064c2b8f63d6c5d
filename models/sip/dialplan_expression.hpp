#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

// ${...} and $[...] of the dialplan (main/pbx.c and main/ast_expr2.y of Asterisk 13).
namespace voiplab::sip::asterisk {

// The value of $[expression]; empty where it is not one, as in Asterisk. Its variables are already replaced. | & = ==
// != < > <= >= + - * / % ! ( ) and c ? a :: b are known, : =~ (regular expressions) and ~~ are not.
std::string evaluate(std::string_view expression);
// True where the expression uses one of the operators that evaluate() does not know. Variables may still stand in it.
bool uses_unknown_operator(std::string_view expression);

// How deep ${...} and $[...] may stand in each other; what stands deeper is empty.
inline constexpr std::size_t deepest_substitution = 50;

// What a name between "${" and "}" stands for: "EXTEN", "CALLERID(num)".
using VariableLookup = std::function<std::string(std::string_view)>;
// Replaces ${name}, ${name:offset:length} and $[...], the innermost first. What a variable gives is not replaced again.
std::string substitute(std::string_view text, VariableLookup const& lookup);
// The length of the text up to and including the bracket that closes the first one ("{...}" or "[...]"); the whole
// where none does.
std::size_t bracketed_length(std::string_view text);

// GotoIf's idea of true: a number other than 0, or any other text that is not empty.
bool is_condition_true(std::string_view text);

}  // namespace voiplab::sip::asterisk
