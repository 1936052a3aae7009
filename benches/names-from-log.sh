#!/usr/bin/env bash
# Reading a proxy's access log (`--names-from-log`), as a ratio of CPU time within one run of this
# script on one machine: clearway against `wc -l` and, if it is installed, mawk.
#
#   benches/names-from-log.sh [MEGABYTES] [HOSTS]        default: 1024 5000
#
# The log is Squid's native format: tunnels and fetches, some of them refused, for hosts of which
# few are asked for often and most are not, and of which two fifths fall under a wildcard of the
# built-in lists. It is read once before anything is measured, so that it comes from memory; then
# each program takes its turn five times, and the median counts. What clearway needs to start and
# plan is part of its time, and is shown apart too.
set -euo pipefail
cd "$(dirname "$0")/.."

megabytes=${1:-1024}
hosts=${2:-5000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --locked --quiet

awk=$(command -v mawk || command -v awk)
"$awk" -v hosts="$hosts" -v bytes=$((megabytes * 1048576)) '
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
    while (written < bytes) {
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
        line = sprintf("%d.%03d %6d %s %s", ms / 1000, ms % 1000, int(exp(rand() * 11)), client, rest)
        print line
        written += length(line) + 1
    }
}' >"$work/access.log"
head -n 1000 "$work/access.log" >"$work/short.log"

python3 - "$work" "$awk" <<'PY'
import os, statistics, subprocess, sys
work, awk = sys.argv[1:]
log, short = f"{work}/access.log", f"{work}/short.log"
plan = ["target/release/clearway", "plan", "--proxy", "http://proxy.bench.test:3128",
        "--product", "intune", "--product", "windows-update", "--names-from-log"]
count = '$6 == "CONNECT" { split($7, p, ":"); n[p[1]]++ } END { for (h in n) print n[h], h }'
commands = {"wc -l": ["wc", "-l", log], "clearway": [*plan, log], "clearway, 1,000 lines": [*plan, short]}
if awk.endswith("mawk"):
    commands["mawk"] = ["mawk", count, log]

def run(command):
    with open(f"{work}/out", "wb") as out:
        child = subprocess.Popen(command, stdout=out)
        _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

run(commands["wc -l"])
rounds = {name: [] for name in commands}
for _ in range(5):
    for name, command in commands.items():
        rounds[name].append(run(command))
base = statistics.median(cpu for cpu, _ in rounds["wc -l"])
print(f"{os.path.getsize(log) / 1e6:.0f} MB")
for name, seen in rounds.items():
    cpu = statistics.median(cpu for cpu, _ in seen)
    print(f"{name:>22}  {cpu:6.3f} s CPU  {cpu / base:5.2f} x wc  {max(rss for _, rss in seen):6.1f} MB")
PY
