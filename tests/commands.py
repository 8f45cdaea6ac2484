"""The command line, run in this process as people type it."""

import logging
import sys

import pytest
import structlog

from bot import __main__ as command_line
from bot import config


@pytest.fixture
def latitude(tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder, with settings of its own: status, output, complaints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name in config.NAMES:
        monkeypatch.delenv(name, raising=False)

    def run(*words, **settings):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["latitude", *words])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    yield run
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()
