// How jemalloc, which the programs are linked with, keeps memory; it reads this name before main() begins.
//
// A run of many calls touches its memory once, and again much later: what it waits for is pages that are not there yet
// and addresses that the processor has to look up. In pages of 2 MiB there are few of both. Memory that has been let go
// of is kept for what comes next: a program that ends with its run has nobody to give it back to.
extern "C" {
extern char const* malloc_conf;
char const* malloc_conf = "thp:always,dirty_decay_ms:-1,muzzy_decay_ms:-1";
}
