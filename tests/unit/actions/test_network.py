"""OSC, HTTP and MQTT reach real servers with the right content; servers that are gone, hang or come back."""

import json
import shutil
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gesture_app.actions.kinds.mqtt import KEYRING_SERVICE, address
from gesture_app.core.errors import ActionError
from tests.waiting import eventually

MOSQUITTO = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
OPENSSL = shutil.which("openssl")
OSCDUMP = shutil.which("oscdump")


def entry(action, gesture="fist"):
    return f'[[everywhere.actions]]\ngesture = "{gesture}"\n{action}\n'


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Requests(BaseHTTPRequestHandler):
    """Notes every request; /hang answers after the test has ended, /lost is not there, /away leads elsewhere."""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, self.headers.get("X-Key"), body.decode()))
        if self.path == "/hang":
            self.server.ended.wait()
        self.send_response({"/lost": 404, "/away": 302}.get(self.path, 200))
        if self.path == "/away":
            self.send_header("Location", "/other")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = do_PUT = answer  # noqa: N815

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """A real server on a port of its own, or on a given one."""

    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Requests)
        self.seen, self.ended = [], threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def end(self):
        self.ended.set()
        self.shutdown()
        self.server_close()


@pytest.fixture
def server():
    one = Server()
    yield one
    one.end()


def test_http_sends_method_headers_and_json(stage, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # only the approved address is contacted
    action = 'headers = { X-Key = "{hand}" }, json = { name = "{gesture}", n = ["{score}", 1], s = "is {score}" }'
    acting = stage(
        entry(
            f'http = {{ url = "{server.url}/x?g={{gesture}}", method = "PUT", {action} }}', 'a "b&c'.replace('"', "'")
        )
    )
    acting.make("a_'b&c")
    assert acting.outcome().ok, acting.outcome().sentence
    ((method, path, header, body),) = server.seen
    assert (method, path, header) == ("PUT", "/x?g=a_%27b%26c", "")
    assert json.loads(body) == {"name": "a_'b&c", "n": [0.9, 1], "s": "is 0.9"}


def test_http_follows_no_redirection_and_names_an_error(stage, server):
    acting = stage(entry(f'http = "{server.url}/away"') + entry(f'http = "{server.url}/lost"', "wave"))
    acting.make("fist")
    assert acting.outcome().ok
    acting.make("wave")
    assert "404" in acting.outcome(1).sentence
    assert [path for _, path, _, _ in server.seen] == ["/away", "/lost"]


def test_a_server_that_takes_long_delays_no_other(stage, server):
    other = Server()
    slow = f'http = {{ url = "{server.url}/hang", limit_s = 60 }}'
    acting = stage(entry(slow) + entry(f'http = "{other.url}/"', "wave"))
    acting.make("fist")
    acting.make("wave")
    assert acting.outcome().gesture == "wave"
    server.ended.set()
    assert acting.outcome(1).gesture == "fist"
    other.end()


def test_a_server_that_hangs_is_given_up(stage, server):
    acting = stage(entry(f'http = {{ url = "{server.url}/hang", limit_s = 0.5 }}'))
    acting.make("fist")
    assert "does not answer" in acting.outcome().sentence


def test_a_server_that_is_gone_and_comes_back(stage):
    port = free_port()
    acting = stage(entry(f'http = "http://127.0.0.1:{port}/"'))
    acting.make("fist")
    assert not acting.outcome().ok
    server = Server(port)
    acting.make("fist")
    assert acting.outcome(1).ok
    server.end()
    acting.make("fist")
    assert not acting.outcome(2).ok
    server = Server(port)
    acting.make("fist")
    assert acting.outcome(3).ok
    server.end()


def test_osc_has_numbers_and_texts(stage):
    from pythonosc.osc_message import OscMessage

    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    receiver.settimeout(240)
    to = f"127.0.0.1:{receiver.getsockname()[1]}"
    acting = stage(
        entry(f'osc = {{ to = "{to}", address = "/g/{{gesture}}", args = ["{{gesture}}", "{{score}}", 7, "{{x}}"] }}')
    )
    acting.make("fist")
    message = OscMessage(receiver.recv(4096))
    receiver.close()
    assert message.address == "/g/fist"
    name, score, seven, x = message.params
    assert (name, seven) == ("fist", 7)
    assert score == pytest.approx(0.9)
    assert 0 <= x <= 1


@pytest.mark.skipif(OSCDUMP is None, reason="oscdump is not installed: apt install liblo-tools")
def test_osc_is_read_by_another_program(stage):
    port = free_port()
    dump = subprocess.Popen([OSCDUMP, "-L", str(port)], stdout=subprocess.PIPE, text=True)
    acting = stage(entry(f'osc = {{ to = "127.0.0.1:{port}", args = ["{{gesture}}", 2] }}').replace("fist", "wave"))
    lines = []
    reading = threading.Thread(target=lambda: lines.extend(iter(dump.stdout.readline, "")), daemon=True)
    reading.start()

    def arrived():  # its socket may not be open yet
        acting.make("wave")
        return lines

    eventually(arrived)
    dump.kill()
    dump.wait()
    reading.join()
    dump.stdout.close()
    assert '/gesture si "wave" 2' in lines[0]


class Broker:
    """A real mosquitto, and a listener that notes what is published."""

    def __init__(self, folder, port, *lines):
        self.port, self.folder = port, folder
        self.config = folder / "mosquitto.conf"
        self.config.write_text("\n".join([f"listener {port} 127.0.0.1", *lines, ""]))
        self.seen = []
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [MOSQUITTO, "-c", str(self.config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        eventually(self.answers, "mosquitto does not start")

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def listen(self, context=None, user=None):
        import paho.mqtt.client as mqtt

        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        if user:
            client.username_pw_set(*user)
        if context:
            client.tls_set_context(context)
        client.on_message = lambda _c, _u, message: self.seen.append(
            (message.topic, message.payload.decode(), message.retain)
        )
        ready = threading.Event()
        client.on_subscribe = lambda *_: ready.set()
        client.on_connect = lambda *_: client.subscribe("#", 1)
        client.connect("localhost", self.port)
        client.loop_start()
        assert ready.wait(240)
        self.client = client

    def stop_listening(self):
        self.client.disconnect()
        self.client.loop_stop()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


@pytest.fixture
def broker_of(tmp_path):
    """Start a broker; it is ended with the test."""
    brokers = []

    def make(port, *lines):
        brokers.append(Broker(tmp_path, port, *lines))
        return brokers[-1]

    yield make
    for broker in brokers:
        broker.stop()


needs_mosquitto = pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not installed: apt install mosquitto")


@needs_mosquitto
def test_mqtt_publishes_and_finds_a_broker_that_was_gone(stage, broker_of):
    broker = broker_of(free_port(), "allow_anonymous true")
    broker.listen()
    acting = stage(
        entry(
            f'mqtt = {{ broker = "mqtt://127.0.0.1:{broker.port}", topic = "home/{{gesture}}", payload = "{{score}}" }}'
        )
    )
    acting.make("fist")
    assert acting.outcome().ok, acting.outcome().sentence
    eventually(lambda: broker.seen == [("home/fist", "0.9", False)], broker.seen)
    broker.stop_listening()
    broker.stop()

    def made():
        count = len(acting.outcomes)
        acting.make("fist")
        return acting.outcome(count).ok

    eventually(lambda: not made())
    broker.start()
    eventually(made)


@needs_mosquitto
@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
def test_mqtt_with_tls_and_the_password_of_the_keyring(stage, tmp_path, monkeypatch, broker_of):
    key, certificate, port = tmp_path / "key.pem", tmp_path / "cert.pem", free_port()
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    passwords = tmp_path / "passwords"
    passwords.touch(mode=0o600)
    made = shutil.which("mosquitto_passwd")
    subprocess.run([made, "-b", passwords, "me", "s3cret"], check=True, capture_output=True)
    for file in (key, certificate, passwords, tmp_path):
        file.chmod(0o755)  # mosquitto changes its user
    lines = [
        "allow_anonymous false",
        f"password_file {passwords}",
        f"certfile {certificate}",
        f"keyfile {key}",
        "user root",
    ]
    broker = broker_of(port, *lines)
    broker.listen(ssl.create_default_context(cafile=certificate), ("me", "s3cret"))
    url = f"mqtts://me@localhost:{port}"
    ring = tmp_path / "ring.py"
    ring.write_text(KEYRING)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "ring.Ring")
    monkeypatch.setenv("RING", json.dumps({f"{KEYRING_SERVICE} {url}": "s3cret"}))
    mqtt = f'mqtt = {{ broker = "{url}", topic = "lamp", payload = "on", ca = "{certificate}" }}'
    unknown = f'mqtt = {{ broker = "mqtts://you@localhost:{port}", topic = "lamp", ca = "{certificate}" }}'
    untrusted = f'mqtt = {{ broker = "{url}", topic = "lamp" }}'
    acting = stage(entry(mqtt) + entry(unknown, "wave") + entry(untrusted, "ok"))
    acting.make("fist")
    assert acting.outcome().ok, acting.outcome().sentence
    eventually(lambda: broker.seen == [("lamp", "on", False)], broker.seen)
    acting.make("wave")
    assert "no password" in acting.outcome(1).sentence
    acting.make("ok")
    assert "cannot be reached" in acting.outcome(2).sentence
    broker.stop_listening()


KEYRING = """
import json, os
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        return json.loads(os.environ["RING"]).get(f"{service} {username}")
    def set_password(self, service, username, password): ...
    def delete_password(self, service, username): ...
"""


def test_an_address_of_a_broker():
    place = address("mqtts://me@home.example")
    assert (place.host, place.port, place.user, place.tls) == ("home.example", 8883, "me", True)
    with pytest.raises(ActionError):
        address("http://home.example")
