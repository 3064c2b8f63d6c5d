#!/usr/bin/env python3
"""Prints the golden draws of random_stream_test.cpp and random_format_test.cpp, derived without the project's code.

Engine: mt19937-64 after M. Matsumoto and T. Nishimura's mt19937-64.c (2004), seeded by init_genrand64.
Name: FNV-1a, 64 bits (draft-eastlake-fnv). Seed: SplitMix64's output function (S. Vigna, splitmix64.c).
Not part of the test run: its output is in the tests.
"""

MASK = (1 << 64) - 1


def fnv1a(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def splitmix64(state, index):
    """Output number index (from 1) of the generator that starts at state."""
    z = (state + index * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Mt19937_64:
    def __init__(self, seed):
        self.state = [seed]
        for i in range(1, 312):
            last = self.state[-1]
            self.state.append((6364136223846793005 * (last ^ (last >> 62)) + i) & MASK)
        self.index = 312

    def draw(self):
        if self.index == 312:
            for i in range(312):
                x = (self.state[i] & 0xFFFFFFFF80000000) | (self.state[(i + 1) % 312] & 0x7FFFFFFF)
                odd = 0xB5026F5AA96619E9 if x & 1 else 0
                self.state[i] = self.state[(i + 156) % 312] ^ (x >> 1) ^ odd
            self.index = 0
        x = self.state[self.index]
        self.index += 1
        x ^= (x >> 29) & 0x5555555555555555
        x ^= (x << 17) & 0x71D67FFFEDA60000
        x ^= (x << 37) & 0xFFF7EEE000000000
        return x ^ (x >> 43)


def uniform(engine, low, high):
    """Equal buckets over the engine's range, draws beyond the last bucket thrown away (Boost.Random's method)."""
    count = high - low + 1
    bucket = (1 << 64) // count
    while True:
        result = engine.draw() // bucket
        if result < count:
            return low + result


assert fnv1a("foobar") == 0x85944171F73967E8  # the draft's test vector
assert splitmix64(1234567, 1) == 6457827717110365317  # rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64
engine = Mt19937_64(5489)
for _ in range(10000):
    last = engine.draw()
assert last == 9981545732273789042  # [rand.predef] of the C++ standard

for seed, name in ((1, "phone:2000/tags"), (1, "phone:2001/tags"), (2, "phone:2000/tags"), (0, "")):
    engine = Mt19937_64(splitmix64(fnv1a(name), seed + 1))
    print(seed, repr(name), ", ".join(f"{engine.draw()}U" for _ in range(3)))

engine = Mt19937_64(42)
print("hex", "".join("0123456789abcdef"[uniform(engine, 0, 15)] for _ in range(32)))
for digits in (1, 3, 10, 18):
    engine = Mt19937_64(42)
    print("decimal", digits, [uniform(engine, 10 ** (digits - 1), 10**digits - 1) for _ in range(3)])
engine = Mt19937_64(42)
print("unit", [engine.draw() / 2**64 for _ in range(3)])
