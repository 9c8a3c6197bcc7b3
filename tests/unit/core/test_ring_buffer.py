from gesture_app.core.ring_buffer import RollingBuffer


def test_it_keeps_the_last_seconds_and_never_more_than_its_room():
    buffer = RollingBuffer(lambda item: item, seconds=10.0, most=50)
    for number in range(100):
        buffer.put(float(number))
    assert buffer.since(float("-inf")) == tuple(float(number) for number in range(89, 100))
    for number in range(1000):
        buffer.put(100 + number / 128)
    assert len(buffer.since(0.0)) == 50
    assert buffer.since(100 + 998 / 128) == (100 + 998 / 128, 100 + 999 / 128)


def test_where_time_goes_back_nothing_before_counts():
    buffer = RollingBuffer(lambda item: item, seconds=10.0, most=50)
    for time in (5.0, 6.0, 0.1):
        buffer.put(time)
    assert buffer.since(float("-inf")) == (0.1,)
