import threading

import pytest
from kombu import Connection

PIECES = 20


@pytest.fixture
def connection(tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    folders = {"data_folder_in": "messages", "data_folder_out": "messages", "control_folder": "control"}
    options = {name: str(tmp_path / folder) for name, folder in folders.items()} | {"polling_interval": 0.0001}
    with Connection("localhost", transport="schedulingsite.filequeue:Transport", transport_options=options) as queue:
        yield queue


def test_message_read_while_it_is_written_is_whole(connection):
    long = "x" * 5_000_000
    writer = threading.Thread(target=write, args=(connection.clone(), long))
    writer.start()

    with connection.SimpleQueue("long") as queue:
        bodies = [queue.get(timeout=20) for _ in range(PIECES)]

    writer.join()
    assert all(body.payload == {"body": long} for body in bodies)


def test_messages_come_in_the_order_they_were_sent(connection):
    with connection.SimpleQueue("short") as queue:
        for number in range(5):
            queue.put(number)

        assert [queue.get(timeout=5).payload for _ in range(5)] == [0, 1, 2, 3, 4]


def write(connection: Connection, long: str) -> None:
    with connection.SimpleQueue("long") as queue:
        for _ in range(PIECES):
            queue.put({"body": long})
    connection.release()
