"""The whole bot as a process to be killed: `python -m tests.stories.process`, settings in the environment.

It is `latitude run` with shorter waits, so that what a crash leaves in doubt settles in seconds.
"""

import logging
import sys
import threading

import structlog

from bot import config
from bot.app import Latitude
from bot.domain.delivery_policy import Policy

BRISK = Policy(
    lease=2_500,
    send_margin=1_500,
    http_timeout=1_000,
    latest=300,
    history_lag=100,
    skew=100,
    settle=3_000,
    first_look=200,
    audit=4_000,
    backoff=100,
    channel_gap=0,
    rates={},
)


def main() -> None:
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    bot = Latitude(config.read(env_file=None), policy=BRISK)
    bot.introduce()
    bot.start()
    sys.stdout.write("started\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
