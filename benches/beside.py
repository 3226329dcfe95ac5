#!/usr/bin/env python3
"""The same conversations with kvcontract and with other tools that test HTTP, on the same server.

    benches/beside.py [--binary target/release/kvcontract] [--cases 200] [--rounds 3]

Starts `kvcontract serve`, writes conversations of five requests as scenarios, as Hurl files, as a
Tavern file and as a Postman collection, runs each tool in turn, ROUNDS times, and prints the medians
of seconds and of processor seconds, and the ratios of both to kvcontract's in the same run.
kvcontract greets the target, holds every answer to its rules, masks and records it, and removes what
it made; the others check status and one value. A tool that is not installed (hurl, newman on the
PATH; tavern with pytest for the Python that runs this) is left out and named.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

POLICY = {
    "policy": {
        "x509_props": {"subject": "CN=beside"},
        "key_props": {"kty": "EC", "crv": "P-256"},
        "issuer": {"name": "Unknown"},
    }
}
# Method, path below the certificate, body, status, and the operation's status in the answer.
STEPS = [
    ("POST", "create", POLICY, 202, "inProgress"),
    ("GET", "pending", None, 200, "inProgress"),
    ("PATCH", "pending", {"cancellation_requested": True}, 200, None),
    ("DELETE", "pending", None, 200, None),
    ("GET", "pending", None, 404, None),
]
VERSION = "api-version=2026-04-01"
CLAUSES = {202: "create.accepted", 404: "never.not-found"}


def scenario():
    """One conversation as kvcontract reads it."""
    lines = ["title: A conversation of five requests", "steps:"]
    for number, (method, path, body, status, value) in enumerate(STEPS):
        url = f"/certificates/{{{{name}}}}/{path}"
        lines += [f"  - name: step {number}", "    request:", f'      {method.lower()}: "{url}"']
        if body:
            lines.append(f"      body: {json.dumps(body)}")
        clause = CLAUSES.get(status, "pending.found")
        seen = f", body: {{ /status: {value} }}" if value else ""
        lines += ["    expect:", f"      - {{ clause: {clause}, status: {status}{seen} }}"]
    return "\n".join(lines) + "\n"


def hurl(number):
    """One conversation as Hurl reads it."""
    parts = []
    for method, path, body, status, value in STEPS:
        url = f"{{{{base}}}}/certificates/b{{{{run}}}}-{number}/{path}?{VERSION}"
        sent = f"\nContent-Type: application/json\n{json.dumps(body)}" if body else ""
        seen = f'\n[Asserts]\njsonpath "$.status" == "{value}"' if value else ""
        parts.append(f"{method} {url}\nAuthorization: Bearer t{sent}\nHTTP {status}{seen}\n")
    return "\n".join(parts)


def tavern(count):
    """All conversations as Tavern reads them."""
    documents = []
    for number in range(count):
        stages = []
        for at, (method, path, body, status, value) in enumerate(STEPS):
            name = f"{{tavern.env_vars.BASE}}/certificates/b{{tavern.env_vars.RUN}}-{number}"
            request = {
                "url": f"{name}/{path}?{VERSION}",
                "method": method,
                "headers": {"Authorization": "Bearer t"},
                "verify": "{tavern.env_vars.CA}",
            }
            response = {"status_code": status}
            if body:
                request["json"] = body
            if value:
                response.update(strict=False, json={"status": value})
            stages.append({"name": f"step {at}", "request": request, "response": response})
        documents.append(json.dumps({"test_name": f"conversation {number}", "stages": stages}))
    return "\n---\n".join(documents) + "\n"


def postman(count):
    """All conversations as Newman reads them."""
    items = []
    for number in range(count):
        for at, (method, path, body, status, value) in enumerate(STEPS):
            checks = [f"pm.test('status', () => pm.response.to.have.status({status}));"]
            if value:
                is_value = f"pm.expect(pm.response.json().status).to.eql('{value}')"
                checks.append(f"pm.test('value', () => {is_value});")
            request = {
                "method": method,
                "url": f"{{{{base}}}}/certificates/b{{{{run}}}}-{number}/{path}?{VERSION}",
                "header": [
                    {"key": "Authorization", "value": "Bearer t"},
                    {"key": "Content-Type", "value": "application/json"},
                ],
            }
            if body:
                request["body"] = {"mode": "raw", "raw": json.dumps(body)}
            event = [{"listen": "test", "script": {"exec": checks, "type": "text/javascript"}}]
            items.append({"name": f"{number} {at}", "request": request, "event": event})
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return json.dumps({"info": {"name": "beside", "schema": schema}, "item": items})


def timed(command, environment):
    """Runs a command to its end: seconds, and processor seconds."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - began
        if child.returncode != 0:
            said.seek(0)
            text = said.read().decode(errors="replace")[-2000:]
            sys.exit(f"{command[0]} ended with {child.returncode}:\n{text}")
    return took, used.ru_utime + used.ru_stime


def written(root, count):
    """Writes the conversations for each tool."""
    (root / "own/cases/common").mkdir(parents=True)
    (root / "hurl").mkdir()
    for number in range(count):
        (root / f"own/cases/common/case-{number:05}.yaml").write_text(scenario())
        (root / f"hurl/{number:05}.hurl").write_text(hurl(number))
    (root / "test_beside.tavern.yaml").write_text(tavern(count))
    (root / "beside.postman.json").write_text(postman(count))


def tools(binary, root, base, ca):
    """Each line of the table: its name, and what makes the command for a run of that name."""
    own = [binary, "run", "--quiet", "--target", base, "--ca", ca, "--scenarios", str(root / "own")]
    yield "kvcontract, as many at once as it will", lambda run: own
    for jobs in (1, 8, 32):
        words = [*own, "--test-threads", str(jobs)]
        yield f"kvcontract, {jobs} at once", lambda run, words=words: words
    if program := shutil.which("hurl"):
        files = sorted(map(str, (root / "hurl").iterdir()))
        for jobs in (None, 1, 8, 32):
            words = [program, "--test", "--cacert", ca, "--variable", f"base={base}"]
            words += ["--jobs", str(jobs)] if jobs else []
            name = f"{jobs} at once" if jobs else "as many at once as it will"
            yield f"Hurl, {name}", lambda run, words=words: [
                *words, "--variable", f"run={run}", *files
            ]
    else:
        print("SKIPPED: Hurl is not installed")
    if importlib.util.find_spec("tavern"):
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        words.append(str(root / "test_beside.tavern.yaml"))
        yield "Tavern", lambda run: words
    else:
        print("SKIPPED: Tavern is not installed")
    if program := shutil.which("newman"):
        collection = [program, "run", str(root / "beside.postman.json"), "--silent"]
        collection += ["--ssl-extra-ca-certs", ca, "--env-var", f"base={base}"]
        yield "Newman", lambda run: [*collection, "--env-var", f"run={run}"]
    else:
        print("SKIPPED: Newman is not installed")


def measured(asked, root):
    """The times of each tool."""
    ca = str(root / "ca.pem")
    serve = [asked.binary, "serve", "--json", "--challenge", "never", "--ca-file", ca]
    server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
    try:
        base = json.loads(server.stdout.readline())["url"]
        lines = list(tools(asked.binary, root, base, ca))
        seen = {name: [] for name, _ in lines}
        for turn in range(asked.rounds):
            for at, (name, command) in enumerate(lines):
                run = f"{turn}x{at}"
                environment = {**os.environ, "RUN": run, "BASE": base, "CA": ca}
                seen[name].append(timed(command(run), environment))
        return seen
    finally:
        server.kill()
        server.wait()


def main():
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binary", default="target/release/kvcontract")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        written(root, asked.cases)
        seen = measured(asked, root)
    print(f"{asked.cases} conversations of {len(STEPS)} requests, medians of {asked.rounds}")
    print("| tool | seconds | processor seconds | both, times the first line's |")
    print("|---|---|---|---|")
    first = None
    for name, times in seen.items():
        took, used = map(statistics.median, zip(*times))
        first = first or (took, used)
        ratios = f"{took / first[0]:.2f}, {used / first[1]:.2f}"
        print(f"| {name} | {took:.2f} | {used:.2f} | {ratios} |")


if __name__ == "__main__":
    main()
