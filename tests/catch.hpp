#pragma once

// Every test includes Catch through this header: Debian 12 has 2.13, and a move to 3.x changes this line alone.
#include <catch2/catch.hpp>
