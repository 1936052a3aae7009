#!/usr/bin/env bash
# The audit of a firewall's log against an allowlist, as a ratio of CPU time within one run of this
# script on one machine: clearway with one thread and with two against `wc -l`.
#
#   benches/log-audit.sh [LINES] [HOSTS] [ENTRIES]        default: 10000000 50000 100000
#
# The log is Squid's native format, about 140 bytes a line: tunnels and fetches, some of them
# refused, for hosts of which few are asked for often and most are not. It is read once before
# anything is measured, so that it comes from memory; then each program takes its turn five times,
# and the median counts. Making the list, matching its entries and answering is part of the time.
# The most that is allowed is six times `wc -l`; the script fails above it.
set -euo pipefail
cd "$(dirname "$0")/.."

lines=${1:-10000000}
hosts=${2:-50000}
entries=${3:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

program=${LOG_AUDIT:-$(cargo bench --locked --quiet --bench log_audit --no-run --message-format=json |
    grep -o '"executable":"[^"]*log_audit[^"]*"' | cut -d'"' -f4)}

awk=$(command -v mawk || command -v awk)
"$awk" -v hosts="$hosts" -v lines="$lines" '
function name(rank) {
    if (rank % 5 == 0) return "node-" rank ".manage.microsoft.com"
    if (rank % 5 == 1) return "dl" rank ".delivery.mp.microsoft.com"
    if (rank % 5 == 2) return "www.shop-" rank ".example"
    if (rank % 5 == 3) return "cdn" rank ".static.assets.example.net"
    return "api-" rank ".eu.telemetry.example.org"
}
BEGIN {
    srand(7)
    for (rank = 1; rank <= hosts; rank++) known[rank] = name(rank)
    ms = 1795223872083
    for (number = 0; number < lines; number++) {
        ms += int(rand() * 40)
        host = known[int(exp(rand() * log(hosts + 1)))]
        client = "10.0." int(rand() * 16) "." int(rand() * 250 + 1)
        size = int(exp(rand() * 14))
        dice = rand()
        if (dice < 0.70)
            rest = "TCP_TUNNEL/200 " size " CONNECT " host ":443 - HIER_DIRECT/203.0.113." int(rand() * 250 + 1) " -"
        else if (dice < 0.95)
            rest = "TCP_MISS/200 " size " GET http://" host "/files/" int(rand() * 1e9) "/package-" int(rand() * 1e6) ".cab?P1=" int(rand() * 1e9) " user" int(rand() * 900) " HIER_DIRECT/203.0.113.9 application/octet-stream"
        else if (dice < 0.99)
            rest = "TCP_DENIED/403 3447 CONNECT " host ":443 - HIER_NONE/- text/html"
        else
            rest = "NONE/000 0 NONE error:transaction-end-before-headers - HIER_NONE/- -"
        printf("%d.%03d %6d %s %s\n", ms / 1000, ms % 1000, int(exp(rand() * 11)), client, rest)
    }
}' >"$work/access.log"

python3 - "$work" "$program" "$entries" <<'PY'
import os, statistics, subprocess, sys, time
work, program, entries = sys.argv[1:]
log = f"{work}/access.log"
commands = {
    "wc -l": ["wc", "-l", log],
    "one thread": [program, log, entries, "1"],
    "two threads": [program, log, entries, "2"],
}

def run(command):
    start = time.monotonic()
    with open(f"{work}/out", "wb") as out:
        child = subprocess.Popen(command, stdout=out)
        _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024

run(commands["wc -l"])
rounds = {name: [] for name in commands}
for _ in range(5):
    for name, command in commands.items():
        rounds[name].append(run(command))
base = statistics.median(cpu for cpu, _, _ in rounds["wc -l"])
print(f"{os.path.getsize(log) / 1e6:.0f} MB")
ratio = {}
for name, seen in rounds.items():
    cpu, wall = (statistics.median(one[at] for one in seen) for at in (0, 1))
    ratio[name] = cpu / base
    most = max(one[2] for one in seen)
    print(f"{name:>12}  {cpu:6.3f} s CPU  {cpu / base:5.2f} x wc  {wall:6.3f} s  {most:6.1f} MB")
if ratio["one thread"] > 6:
    sys.exit("more than six times wc -l")
PY
