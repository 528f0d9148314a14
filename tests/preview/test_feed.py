"""News reaches the windows that it concerns, from any thread, and nobody waits for a slow one."""

import asyncio
from threading import Thread

from jixiao.preview import feed as module
from jixiao.preview.desk import News
from jixiao.preview.feed import Feed, Window

PATIENCE = 20.0
A, B, ALL = (News(label, "busy", b"{}") for label in ("a/2025", "b/2025", ""))


async def read(window: Window, count: int) -> list[News]:
    async with asyncio.timeout(PATIENCE):
        return [await anext(window) for _ in range(count)]


async def rest(window: Window) -> list[News]:
    """All that is told until the window ends."""
    async with asyncio.timeout(PATIENCE):
        return [one async for one in window]


def test_nobody_listens() -> None:
    Feed().publish(A)


def test_windows_get_what_concerns_them() -> None:
    async def story() -> None:
        feed = Feed()
        with feed.subscribe("a/2025") as first, feed.subscribe("b/2025") as second, feed.subscribe("") as none:
            for one in (A, B, ALL):
                feed.publish(one)
            assert await read(first, 2) == [A, ALL]
            assert await read(second, 2) == [B, ALL]
            assert await read(none, 1) == [ALL]

    asyncio.run(story())


def test_other_threads_publish() -> None:
    async def story() -> None:
        feed = Feed()
        news = [News("a/2025", "pages", b"%d" % number) for number in range(50)]
        with feed.subscribe("a/2025") as window:
            thread = Thread(target=lambda: [feed.publish(one) for one in news])
            thread.start()
            assert await read(window, 50) == news
            thread.join(PATIENCE)

    asyncio.run(story())


def test_windows_are_counted() -> None:
    async def story() -> None:
        feed, counted = Feed(), list[tuple[str, int]]()
        feed.count_for(lambda label, count: counted.append((label, count)))
        with feed.subscribe("a/2025"):
            with feed.subscribe("a/2025"), feed.subscribe("b/2025"), feed.subscribe(""):
                pass
            feed.publish(A)
        assert counted == [("a/2025", 1), ("a/2025", 2), ("b/2025", 1), ("b/2025", 0), ("a/2025", 1), ("a/2025", 0)]

    asyncio.run(story())


def test_a_slow_window_is_told_to_begin_anew() -> None:
    async def story() -> None:
        feed = Feed()
        with feed.subscribe("a/2025") as slow, feed.subscribe("a/2025") as quick:
            for _ in range(module._PIECES):
                feed.publish(A)
                assert await read(quick, 1) == [A]
            feed.publish(B._replace(label="a/2025", kind="last straw"))
            await read(quick, 1)
            feed.publish(A)
            assert [one.kind for one in await read(slow, 2)] == ["resync", "busy"]
            assert await read(quick, 1) == [A]

    asyncio.run(story())


def test_a_slow_window_keeps_little_memory() -> None:
    async def story() -> None:
        feed = Feed()
        large = News("a/2025", "snapshot", b"x" * (module._BYTES // 3))
        with feed.subscribe("a/2025") as slow:
            for _ in range(4):
                feed.publish(large)
            feed.publish(ALL)
            assert [one.kind for one in await read(slow, 2)] == ["resync", "busy"]
            feed.publish(News("a/2025", "snapshot", b"x" * (module._BYTES * 2)))
            assert [one.kind for one in await read(slow, 1)] == ["snapshot"], "one alone is never too large"

    asyncio.run(story())


def test_goodbye_comes_last() -> None:
    async def story() -> None:
        feed = Feed()
        with feed.subscribe("a/2025") as window:
            feed.publish(A)
            feed.publish(A)
            await read(window, 1)
            feed.close()
            assert [one.kind for one in await rest(window)] == ["busy", "bye"]

    asyncio.run(story())


def test_told_when_the_server_has_ended() -> None:
    feed = Feed()

    async def story() -> None:
        with feed.subscribe("a/2025"):
            pass

    asyncio.run(story())
    feed.publish(A)


def test_nothing_is_lost_when_waiting_is_given_up() -> None:
    async def story() -> None:
        feed = Feed()
        with feed.subscribe("a/2025") as window:
            waiting = asyncio.ensure_future(anext(window))
            await asyncio.sleep(0)
            window.put(A)
            waiting.cancel()
            await asyncio.wait({waiting})
            assert await read(window, 1) == [A]

    asyncio.run(story())
