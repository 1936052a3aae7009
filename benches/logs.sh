#!/usr/bin/env bash
# Reading logs for error codes (`clearway logs`), as a ratio of CPU time within one run of this
# script on one machine: clearway against `wc -l`, `grep -c` and, if it is installed, ripgrep.
#
#   benches/logs.sh [MEGABYTES]        default: 1024
#
# Three logs: one of the newer form of CMTrace without a code; the same in UTF-16; and one in which
# every thousandth record has a code and every fiftieth names a host. Each is read once before
# anything is measured, so that it comes from memory; then each program takes its turn five times,
# and the median counts. CLEARWAY names a program to measure instead of a release build.
set -euo pipefail
cd "$(dirname "$0")/.."

megabytes=${1:-1024}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [[ -z ${CLEARWAY:-} ]]; then
    cargo build --release --locked --quiet
    CLEARWAY=target/release/clearway
fi

awk=$(command -v mawk || command -v awk)
make_log() { # codes: 0 or 1
    "$awk" -v bytes=$((megabytes * 1048576)) -v codes="$1" '
BEGIN {
    srand(7)
    while (written < bytes) {
        n++
        dice = int(rand() * 6)
        if (dice == 0) text = "Successfully queued event on HTTP/HTTPS failure for server MP" int(rand() * 9)
        else if (dice == 1) text = "Updating content with ID " int(rand() * 1e9) " of size " int(rand() * 1e7)
        else if (dice == 2) text = "CScanTask::Execute - job {" int(rand() * 1e8) "-AB12-4C3D-9E8F-" int(rand() * 1e11) "} is in state " int(rand() * 20)
        else if (dice == 3) text = "Policy body decompressed to " int(rand() * 1e5) " bytes, waiting " int(rand() * 1000) " ms for the next one"
        else if (dice == 4) text = "Evaluated 0x00000000, KB" int(5000000 + rand() * 99999) ", 10.0.19041." int(rand() * 4000)
        else text = "Exiting ExecuteTask successfully"
        if (codes && n % 50 == 0) text = "Downloading https://dl" n % 7 ".delivery.mp.microsoft.com/file-" n ".cab"
        if (codes && n % 1000 == 0) text = "Failed to download. Error = 12007"
        line = sprintf("<![LOG[%s]LOG]!><time=\"%02d:%02d:%02d.%03d-060\" date=\"11-21-2026\" component=\"UpdatesDeployment\" context=\"\" type=\"1\" thread=\"%d\" file=\"job.cpp:%d\">", text, n / 3600000 % 24, n / 60000 % 60, n / 1000 % 60, n % 1000, 1000 + int(rand() * 12) * 4, int(rand() * 3000))
        print line
        written += length(line) + 1
    }
}'
}
make_log 0 >"$work/quiet.log"
make_log 1 >"$work/codes.log"
iconv -f UTF-8 -t UTF-16LE "$work/quiet.log" >"$work/wide.log"

python3 - "$work" "$CLEARWAY" <<'PY'
import os, shutil, statistics, subprocess, sys
work, clearway = sys.argv[1:]

def run(command):
    with open(f"{work}/out", "wb") as out:
        child = subprocess.Popen(command, stdout=out, env={**os.environ, "LC_ALL": "C"})
        _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"failed: {' '.join(command)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

codes = r"12[019][0-9][0-9]|0x8[0-9A-Fa-f]{7}|HTTP [45][0-9][0-9]"
for name in ("quiet", "codes", "wide"):
    log = f"{work}/{name}.log"
    commands = {"wc -l": ["wc", "-l", log], "clearway logs": [clearway, "logs", log],
                "grep -c -E": ["grep", "-a", "-c", "-E", codes, log]}
    if shutil.which("rg"):
        commands["rg -c"] = ["rg", "-a", "-j1", "-c", codes, log]
    run(commands["wc -l"])
    rounds = {name: [] for name in commands}
    for _ in range(5):
        for title, command in commands.items():
            rounds[title].append(run(command))
    base = statistics.median(cpu for cpu, _ in rounds["wc -l"])
    size = os.path.getsize(log) / 1e6
    print(f"{name}.log, {size:.0f} MB")
    for title, seen in rounds.items():
        cpu = statistics.median(cpu for cpu, _ in seen)
        print(f"{title:>16}  {cpu:6.3f} s CPU  {size / cpu:7.0f} MB/s  {cpu / base:6.2f} x wc  "
              f"{max(rss for _, rss in seen):6.1f} MB memory")
PY
