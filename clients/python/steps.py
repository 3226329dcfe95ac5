"""Steps of journeys: each tried, told and counted; and how clients reach the vault.

A step that fails is told and the journey goes on, unless what comes next needs it.
"""

import contextlib
import os
import socket
import time
import traceback

import requests
from azure.core.credentials import AccessToken

URL = os.environ["KVCONTRACT_URL"]
CA = os.environ["KVCONTRACT_CA"]

_passed = 0
_run = 0


class _Localhost:
    """Names under localhost are this machine; not every system's resolver knows it."""

    def __init__(self):
        self.ask = socket.getaddrinfo

    def __call__(self, host, *rest, **more):
        name = host.decode() if isinstance(host, bytes) else host
        if isinstance(name, str) and name.endswith(".localhost"):
            host = "127.0.0.1"
        return self.ask(host, *rest, **more)


socket.getaddrinfo = _Localhost()


class Credential:
    """A token of the vault's own endpoint, in the form of a managed identity's."""

    def __init__(self):
        self.resources = []

    def get_token(self, *scopes, **_):
        resource = scopes[0].removesuffix("/.default")
        self.resources.append(resource)
        answer = requests.get(
            f"{URL}/_kvcontract/token", params={"resource": resource}, verify=CA, timeout=30
        ).json()
        assert answer["resource"] == resource, answer
        return AccessToken(answer["access_token"], int(answer["expires_on"]))


def fixture(path, body=None):
    """What tests tell the vault beside the API: time that passes, an empty vault."""
    answer = requests.post(f"{URL}/_kvcontract/{path}", json=body, verify=CA, timeout=30)
    answer.raise_for_status()


@contextlib.contextmanager
def step(name):
    """One step: what its block asserts must hold."""
    global _passed, _run
    _run += 1
    try:
        yield
    except Exception:  # pylint: disable=broad-except
        print(f"FAILED: {name}\n{traceback.format_exc()}", flush=True)
    else:
        _passed += 1


def refused(kind, code, call, *arguments, **more):
    """The call fails with that error of the SDK and that code of the service."""
    try:
        came = call(*arguments, **more)
    except kind as error:
        told = error.error.code if error.error else None
        assert told == code, f"{told}, not {code}: {error}"
        return error
    raise AssertionError(f"not refused: {came}")


def until(holds, seconds=20):
    """Waits until something holds, looking often."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come true"
        time.sleep(0.05)


def finish():
    """Tells the count; the exit code."""
    print(f"steps: {_passed} passed of {_run} run", flush=True)
    return 0 if _run and _passed == _run else 1
