#!/usr/bin/env bash
# Whole runs, as ratios within one run of this script on one machine: clearway against the floor
# (benches/floor.rs) and against the peers that are installed (curl, lychee).
#
#   benches/whole-run.sh [ENDPOINTS...]        default: 1000 10000
#
# Proxy and origins are the mock world in a process of its own; only the clients are measured.
# Prints CPU per endpoint, the ratio to the floor, the peak memory, then the wall time of 500
# endpoints with a round trip of 50 ms of which 10% hang for 5 s and 10% do not exist.
set -euo pipefail
cd "$(dirname "$0")/.."

sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(1000 10000)
work=$(mktemp -d)
mock=""
stop_mock() { if [ -n "$mock" ]; then kill "$mock" 2>/dev/null || true; wait "$mock" 2>/dev/null || true; mock=""; fi; }
trap 'stop_mock; rm -rf "$work"' EXIT

cargo build --release --locked --quiet
floor=$(cargo bench --locked --bench floor --no-run 2>&1 | sed -n 's/.*(\(.*floor-[^)]*\))/\1/p')
clearway=target/release/clearway

start_mock() {
    stop_mock
    rm -f "$work/address"
    "$clearway" mock --scenario "$1" --ca-out "$work/ca.pem" --announce "$work/address" 2>/dev/null &
    mock=$!
    until [ -s "$work/address" ]; do kill -0 "$mock"; sleep 0.05; done
    proxy=$(sed 's|^http://||' "$work/address" | tr -d '[:space:]')
}

# measure NAME ENDPOINTS COMMAND...: CPU seconds and peak memory of one client.
measure() {
    local name=$1 endpoints=$2
    shift 2
    /usr/bin/env python3 - "$name" "$endpoints" "$work" "$@" <<'PY'
import os, resource, subprocess, sys, time
name, endpoints, work, command = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
start = time.monotonic()
with open(f"{work}/hosts") as hosts, open(f"{work}/{name}.out", "w") as out:
    subprocess.run(command, stdin=hosts, stdout=out, stderr=subprocess.DEVNULL)
wall = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = used.ru_utime + used.ru_stime
path = f"{work}/floor-{endpoints}"
if name == "floor":
    open(path, "w").write(str(cpu))
base = float(open(path).read())
print(f"{name:>10} {endpoints:>6} endpoints  {1000 * cpu / endpoints:6.3f} ms CPU each"
      f"  {cpu / base:5.2f} x floor  {used.ru_maxrss / 1024:6.1f} MB  {wall:6.2f} s")
PY
}

for endpoints in "${sizes[@]}"; do
    start_mock all-allowed
    seq -f "host-%.0f.bench.test" 1 "$endpoints" >"$work/hosts"
    mkdir -p "$work/catalogue"
    {
        echo "schema: clearway/role/v1"
        echo "role: bench/hosts"
        echo "title: Hosts of the benchmark"
        echo "runs_on: [client]"
        echo "mode: any"
        echo "status: current"
        echo "documented_in: [bench]"
        echo "sources: {bench: {title: made by whole-run.sh}}"
        echo "endpoints:"
        sed 's/.*/  - {pattern: &, ports: [443], port_source: documented, need: required, need_source: documented, cloud: public, state: current, purpose: measure, documented_in: [bench]}/' "$work/hosts"
    } >"$work/catalogue/hosts.yaml"
    # Twice: the first round makes the mock world's certificates.
    "$floor" "$proxy" "$work/ca.pem" 256 <"$work/hosts" >/dev/null
    measure floor "$endpoints" "$floor" "$proxy" "$work/ca.pem" 256
    measure clearway "$endpoints" "$clearway" check --proxy "http://$proxy" --ca "$work/ca.pem" \
        --catalogue "$work/catalogue" --role bench/hosts --format json
    if command -v curl >/dev/null; then
        # With the one root it needs: given the platform's roots too, as clearway is, curl reads
        # them anew for every connection and takes far longer.
        sed 's|.*|url = "https://&/"\noutput = "/dev/null"|' "$work/hosts" >"$work/curl.conf"
        measure curl "$endpoints" curl --silent --parallel --parallel-max 256 --no-sessionid \
            --proxy "http://$proxy" --cacert "$work/ca.pem" --config "$work/curl.conf"
    fi
    if command -v lychee >/dev/null; then
        sed 's|.*|https://&/|' "$work/hosts" >"$work/links.txt"
        measure lychee "$endpoints" env HTTPS_PROXY="http://$proxy" SSL_CERT_FILE="$work/ca.pem" \
            lychee --no-progress --max-concurrency 256 "$work/links.txt"
    fi
done

start_mock slow-network
{
    seq -f "host-%.0f.live.test" 1 400
    seq -f "host-%.0f.hole.test" 1 50
    seq -f "host-%.0f.nx.test" 1 50
} | shuf --random-source=<(yes) >"$work/hosts"
"$clearway" check --proxy "http://$proxy" --ca "$work/ca.pem" --patience 5 --format json \
    $(cat "$work/hosts") >"$work/slow.json" || true
python3 - "$work/slow.json" <<'PY'
import json, sys
from datetime import datetime
report = json.load(open(sys.argv[1]))
slowest = max(sum(stage["ms"] for stage in probe["stages"]) for probe in report["probes"]) / 1000
run = report["run"]
at = lambda text: datetime.fromisoformat(text[:26].rstrip("Z")).timestamp()
wall = at(run["finished"]) - at(run["started"])
print(f"500 endpoints at 50 ms, 10% silent for 5 s, 10% nonexistent: {wall:.3f} s, "
      f"{wall / slowest:.3f} x the slowest single probe ({slowest:.3f} s)")
PY
