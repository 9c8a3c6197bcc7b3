"""The relay between the live thread and actions: in order, never waiting, and deaf after its end."""

import threading

from gesture_app.core.prediction import Event
from gesture_app.live.event_relay import KEPT_FRAMES, EventRelay
from tests.waiting import eventually


class SlowReceiver:
    def __init__(self):
        self.may_go_on = threading.Event()
        self.received = []

    def receive(self, happened, tracked, meant):
        self.may_go_on.wait(60)
        self.received.extend(happened)
        if len(self.received) == 1:
            raise ValueError("the first one fails")


def an_event(number):
    return Event(number, number, "fist", 0.9)


def test_a_slow_or_failing_receiver_delays_nothing_and_gets_all_in_order():
    receiver = SlowReceiver()
    relay = EventRelay(receiver)
    for number in range(100):
        relay.receive((an_event(number),), None, True)
    assert receiver.received == []
    receiver.may_go_on.set()
    eventually(lambda: len(receiver.received) == 100)
    assert [event.time for event in receiver.received] == list(range(100))
    relay.close()


def test_what_comes_while_too_much_waits_is_dropped():
    receiver = SlowReceiver()
    relay = EventRelay(receiver)
    for number in range(2 * KEPT_FRAMES):
        relay.receive((an_event(number),), None, True)
    receiver.may_go_on.set()
    eventually(lambda: len(receiver.received) >= KEPT_FRAMES)
    relay.close()
    assert len(receiver.received) <= KEPT_FRAMES + 1
