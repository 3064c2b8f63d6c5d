#include "dialplan_expression.hpp"

#include "asterisk_text.hpp"

#include <cmath>
#include <compare>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace voiplab::sip::asterisk {
namespace {

constexpr int deepest_nesting = 50;

// A value is its text. It is a number where the whole text is one; a quoted text is none, and its quotes are part of
// it.
std::optional<double> number_of(std::string_view text) {
    std::string_view rest;
    auto const number = leading_number(text, &rest);
    return number && rest.empty() ? number : std::nullopt;
}

bool is_zero_or_empty(std::string_view text) {
    return text.empty() || number_of(text) == 0.0;
}

std::string text_of(double number) {
    constexpr double all_integers_exact = 9007199254740992.0;  // 2^53
    if (number == 0) return "0";
    bool const is_integer = std::trunc(number) == number && std::fabs(number) <= all_integers_exact;
    return is_integer ? fmt::format("{:.0f}", number) : fmt::format("{:.15g}", number);
}
std::string text_of(bool truth) {
    return truth ? "1" : "0";
}

// Numbers compare as numbers only where both are such.
std::partial_ordering compare(std::string_view left, std::string_view right) {
    auto const x = number_of(left);
    auto const y = number_of(right);
    if (x && y) return *x <=> *y;
    return left <=> right;
}

// What is no number counts as 0, except as a factor or divisor.
double calculate(char operation, std::optional<double> left, std::optional<double> right) {
    constexpr double after_division_by_zero = std::numeric_limits<int>::max();
    switch (operation) {
        case '+':
            return left.value_or(0) + right.value_or(0);
        case '-':
            return left.value_or(0) - right.value_or(0);
        case '*':
            return left && right ? *left * *right : 0;
        case '/':
            if (!left) return 0;
            return right.value_or(0) == 0 ? after_division_by_zero : *left / *right;
        default:
            return left && right.value_or(0) != 0 ? std::fmod(*left, *right) : 0;
    }
}

std::string calculate(char operation, std::string_view left, std::string_view right) {
    return text_of(calculate(operation, number_of(left), number_of(right)));
}

// A parser by recursive descent, one function a level of precedence. A value is nullopt once a syntax error was met.
class Expression {
  public:
    explicit Expression(std::string_view text) : rest_(text) { advance(); }

    std::string value() {
        if (token_.empty()) return {};
        auto const result = conditional();
        return result && token_.empty() ? *result : std::string();
    }

  private:
    using Value = std::optional<std::string>;

    static bool is_operator(std::string_view token) {
        return !token.empty() && std::string_view("|&=<>!+-*/%()?:").find(token.front()) != std::string_view::npos;
    }

    // Takes the next token: an operator, a quoted text, or a run of other characters; empty at the end.
    void advance() {
        rest_ = strip(rest_);
        token_ = rest_.substr(0, token_length());
        rest_.remove_prefix(token_.size());
    }

    [[nodiscard]] std::size_t token_length() const {
        for (std::string_view const word : {"||", "&&", "==", "!=", "<=", ">=", "=~", "::"}) {
            if (rest_.starts_with(word)) return word.size();
        }
        if (is_operator(rest_)) return 1;
        if (rest_.starts_with('"')) {
            auto const close = rest_.find('"', 1);
            return close == std::string_view::npos ? rest_.size() : close + 1;
        }
        std::size_t length = 0;
        while (length < rest_.size() && static_cast<unsigned char>(rest_[length]) > ' ' && rest_[length] != '"' &&
               !is_operator(rest_.substr(length))) {
            ++length;
        }
        return length;
    }

    bool take(std::string_view word) {
        if (token_ != word) return false;
        advance();
        return true;
    }

    Value conditional() {
        auto condition = disjunction();
        while (condition && take("?")) {
            auto yes = disjunction();
            if (!yes || !take("::")) return std::nullopt;
            auto no = disjunction();
            if (!no) return std::nullopt;
            condition = is_zero_or_empty(*condition) || condition == "\"\"" ? std::move(no) : std::move(yes);
        }
        return condition;
    }

    Value disjunction() {
        auto left = conjunction();
        while (left && (take("|") || take("||"))) {
            auto right = conjunction();
            if (!right) return std::nullopt;
            if (is_zero_or_empty(*left)) left = std::move(right);
        }
        return left;
    }

    Value conjunction() {
        auto left = comparison();
        while (left && (take("&") || take("&&"))) {
            auto right = comparison();
            if (!right) return std::nullopt;
            if (is_zero_or_empty(*left) || is_zero_or_empty(*right)) left = "0";
        }
        return left;
    }

    Value comparison() {
        auto left = sum();
        while (left) {
            auto const operation = token_;
            bool const compares = operation == "=" || operation == "==" || operation == "!=" || operation == "<" ||
                                  operation == ">" || operation == "<=" || operation == ">=";
            if (!compares) break;
            advance();
            auto const right = sum();
            if (!right) return std::nullopt;
            left = text_of(holds(operation, compare(*left, *right)));
        }
        return left;
    }

    static bool holds(std::string_view operation, std::partial_ordering order) {
        if (operation == "!=") return std::is_neq(order);
        if (operation == "<") return std::is_lt(order);
        if (operation == ">") return std::is_gt(order);
        if (operation == "<=") return std::is_lteq(order);
        if (operation == ">=") return std::is_gteq(order);
        return std::is_eq(order);
    }

    Value sum() {
        auto left = product();
        while (left && (token_ == "+" || token_ == "-")) {
            char const operation = token_.front();
            advance();
            auto const right = product();
            if (!right) return std::nullopt;
            left = calculate(operation, *left, *right);
        }
        return left;
    }

    Value product() {
        auto left = unary();
        while (left && (token_ == "*" || token_ == "/" || token_ == "%")) {
            char const operation = token_.front();
            advance();
            auto const right = unary();
            if (!right) return std::nullopt;
            left = calculate(operation, *left, *right);
        }
        return left;
    }

    Value unary() {
        if (++depth_ > deepest_nesting) return std::nullopt;
        auto result = unary_or_primary();
        --depth_;
        return result;
    }

    Value unary_or_primary() {
        if (take("!")) {
            auto const operand = unary();
            return operand ? Value(text_of(leading_integer(*operand).value_or(0) == 0)) : std::nullopt;
        }
        if (take("-")) {
            auto const operand = unary();
            return operand ? Value(calculate('-', "0", *operand)) : std::nullopt;
        }
        if (take("(")) {
            auto inner = conditional();
            return inner && take(")") ? inner : std::nullopt;
        }
        if (token_.empty() || is_operator(token_)) return std::nullopt;
        std::string text(token_);
        advance();
        return text;
    }

    std::string_view rest_;
    std::string_view token_;
    int depth_ = 0;
};

}  // namespace

std::string evaluate(std::string_view expression) {
    return Expression(expression).value();
}

bool uses_unknown_operator(std::string_view expression) {
    bool quoted = false;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        auto const rest = expression.substr(i);
        if (rest.starts_with("${")) {
            i += bracketed_length(rest.substr(1));
        } else if (rest.front() == '"') {
            quoted = !quoted;
        } else if (!quoted && rest.starts_with("::")) {
            ++i;
        } else if (!quoted && (rest.starts_with("=~") || rest.starts_with("~~") || rest.front() == ':')) {
            return true;
        }
    }
    return false;
}

bool is_condition_true(std::string_view text) {
    if (text.empty()) return false;
    auto const number = leading_integer(text);
    return !number || *number != 0;
}

}  // namespace voiplab::sip::asterisk
