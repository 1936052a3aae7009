#!/usr/bin/env bash
# Reading a file of sites and checking it against every rule (`clearway site check`), in seconds of
# one run each on this machine, the median of five.
#
#   benches/sites.sh [SERVERS...]        default: 200 2000 20000
#
# The hierarchy: a central administration site, a primary site for every hundred servers, and below
# each a secondary site with half of them. Every server has a proxy; most are distribution points,
# some have every other role. CLEARWAY names a program to measure instead of a release build.
set -euo pipefail
cd "$(dirname "$0")/.."

sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(200 2000 20000)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [[ -z ${CLEARWAY:-} ]]; then
    cargo build --release --locked --quiet
    CLEARWAY=target/release/clearway
fi

python3 - "$work" "$CLEARWAY" "${sizes[@]}" <<'PY'
import statistics, subprocess, sys, time
work, clearway, sizes = sys.argv[1], sys.argv[2], [int(size) for size in sys.argv[3:]]

def code(letter, number):
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return letter + digits[number // 36 % 36] + digits[number % 36]

def server(number, top=False):
    roles = [["distribution-point}", "distribution-point, connected_cache: true}"][number % 5 == 0]]
    if number % 10 == 0:
        roles.append("software-update-point, proxy_when_synchronizing: true, "
                     "proxy_for_automatic_deployment: true}")
    if number % 20 == 0:
        roles.append("cmg-connection-point}")
    if top:
        roles.append("service-connection-point, features: [updates, tenant-attach]}")
    lines = [f"      - name: srv{number}.corp.test",
             "        proxy: {name: proxy.corp.test, port: 8080}", "        roles:"]
    return lines + [f"          - {{role: {role}" for role in roles]

for size in sizes:
    lines = ["schema: clearway/site/v1", "sites:", "  - code: CAS",
             "    kind: central-administration", "    servers:", *server(0, top=True)]
    number = 1
    for site in range(max(1, size // 100)):
        own = min(100, size - number)
        for kind, share, parent in (("primary", own // 2, "CAS"),
                                    ("secondary", own - own // 2, code("P", site))):
            lines += [f"  - code: {code(kind[0].upper(), site)}", f"    kind: {kind}",
                      f"    parent: {parent}", "    servers:"]
            for _ in range(share):
                lines += server(number)
                number += 1
    path = f"{work}/{size}.yaml"
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    took = []
    for _ in range(5):
        start = time.monotonic()
        done = subprocess.run([clearway, "site", "check", path], capture_output=True, text=True)
        took.append(time.monotonic() - start)
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
    said = done.stdout.splitlines()[-1]
    print(f"{statistics.median(took):7.3f} s  {len(lines):7} lines  {said}")
PY
