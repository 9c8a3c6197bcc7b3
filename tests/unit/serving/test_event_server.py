"""Who may listen, what listeners get, and listeners that are slow or talk nonsense."""

import json
import threading

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from gesture_app.core.errors import ServingError
from gesture_app.serving.access import AccessRules
from gesture_app.serving.event_server import WAITING, EventServer
from tests.waiting import PATIENCE_S, eventually


@pytest.fixture
def serve():
    servers = []

    def make(**rules):
        servers.append(EventServer(0, AccessRules(**rules), {"event": "hello", "labels": ["none", "fist"]}))
        servers[-1].start()
        return servers[-1]

    yield make
    for server in servers:
        server.close()


def listener(server, path="", **options):
    return connect(f"ws://127.0.0.1:{server.port}/{path}", open_timeout=PATIENCE_S, **options)


def test_every_listener_gets_every_event_and_extras_on_request(serve):
    server = serve()
    with listener(server) as plain, listener(server) as curious:
        for one in (plain, curious):
            assert json.loads(one.recv(PATIENCE_S))["event"] == "hello"
        curious.send('{"want": ["scores"]}')
        eventually(lambda: server.wanted == {"scores"})
        for number in range(50):
            server.publish({"event": "gesture", "label": "fist", "time": number})
            server.publish({"event": "scores", "time": number})
            server.publish({"event": "landmarks", "time": number})
        read = [
            [json.loads(one.recv(PATIENCE_S)) for _ in range(count)] for one, count in ((plain, 50), (curious, 100))
        ]
    assert [message["time"] for message in read[0]] == list(range(50))
    assert [message["event"] for message in read[1]] == ["gesture", "scores"] * 50


@pytest.mark.parametrize(
    ("rules", "path", "headers", "admitted"),
    [
        ({}, "", {}, True),  # a program
        ({}, "", {"Origin": "https://example.org"}, False),
        ({}, "", {"Origin": "null"}, False),
        ({}, "", {"Origin": "http://localhost:8000"}, False),
        ({"origins": ("http://localhost:8000",)}, "", {"Origin": "http://localhost:8000"}, True),
        ({"origins": ("http://localhost:8000",)}, "", {"Origin": "http://localhost:80"}, False),
        ({}, "", {"Host": "example.org"}, False),  # its name leads to this computer
        ({"token": "s3cret"}, "", {}, False),
        ({"token": "s3cret"}, "?token=s3cre", {}, False),
        ({"token": "s3cret"}, "?token=s3cret", {"Origin": "https://example.org"}, True),
        ({"token": "s3cret"}, "", {"Authorization": "Bearer s3cret"}, True),
        ({"token": "s3cret", "origins": ("http://a",)}, "", {"Origin": "http://a"}, False),
    ],
)
def test_who_may_listen(serve, rules, path, headers, admitted):
    refusal = AccessRules(**rules).refusal(f"/{path}", {"Host": "127.0.0.1:1", **headers})
    assert (refusal == "") is admitted
    if "Host" in headers:
        return
    server = serve(**rules)
    if admitted:
        with listener(server, path, additional_headers=headers) as one:
            assert one.recv(PATIENCE_S)
    else:
        with pytest.raises(InvalidStatus) as refused:
            listener(server, path, additional_headers=headers)
        assert refused.value.response.status_code == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "example.org"])
def test_other_computers_need_a_token(host):
    with pytest.raises(ServingError):
        AccessRules(host)
    assert AccessRules(host, "token").host == host


@pytest.mark.parametrize(
    "nonsense", ["", "{}", "[]", '{"want": "scores"}', '{"want": [[]]}', '{"want": ["keys"]}', "[" * 4000]
)
def test_a_listener_that_talks_nonsense_is_closed(serve, nonsense):
    server = serve()
    with listener(server) as one:
        one.recv(PATIENCE_S)
        one.send(nonsense)
        with pytest.raises(ConnectionClosed):
            one.recv(PATIENCE_S)


def test_a_listener_that_does_not_read_costs_nobody_anything(serve):
    server = serve()
    with listener(server, max_queue=1, close_timeout=0.1), listener(server) as quick:
        quick.recv(PATIENCE_S)
        big = "x" * 100_000
        received = []
        count = WAITING + 300
        reading = threading.Thread(target=lambda: received.extend(quick.recv(PATIENCE_S) for _ in range(count)))
        reading.start()
        for number in range(count):
            server.publish({"event": "gesture", "time": number, "big": big})
            eventually(lambda number=number: len(received) > number - 50)
        reading.join(PATIENCE_S)
        assert len(received) == count
        eventually(lambda: len(server._listeners) == 1)


def test_a_port_that_is_taken_is_named(serve):
    server = serve()
    with pytest.raises(ServingError, match=str(server.port)):
        EventServer(server.port, AccessRules(), {})
