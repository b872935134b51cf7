"""Dials: defaults that work, values from the environment, bad ones named."""

import os
import subprocess
import sys

import pytest

from rag.errors import SettingsError
from rag.settings import Settings, load_settings
from tests.support.places import ROOT


def test_every_dial_has_a_default_and_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())
    assert not [name for name, field in Settings.model_fields.items() if field.is_required()]


def test_by_default_it_listens_to_this_machine_and_calls_no_model():
    fields = Settings.model_fields
    assert fields["host"].default == "127.0.0.1"
    assert fields["chat_model"].default == ""
    assert fields["log_questions"].default is False


def test_what_is_given_wins_and_what_is_not_given_is_left():
    assert load_settings(port=8123, host=None).port == 8123


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 70000),
        ("port", "abc"),
        ("max_file_mb", 0),
        ("ask_rate", "often"),
        ("api_keys", "perhaps"),
        ("public_url", "bulletins.example"),
        ("public_url", "https://bulletins.example/"),
        ("chat_base_url", "ftp://models"),
        ("max_question_chars", 1),
    ],
)
def test_a_bad_value_is_named_with_its_key(name, value):
    with pytest.raises(SettingsError) as error:
        load_settings(**{name: value})
    assert f"BQA_{name.upper()}" in str(error.value)
    assert str(value) in str(error.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ask_rate", "30/minute;1000/day"),
        ("read_rate", "5 / second"),
        ("public_url", "https://bulletins.example/chat"),
        ("api_keys", "off"),
    ],
)
def test_a_good_value_is_taken(name, value):
    assert getattr(load_settings(**{name: value}), name) == value


def test_the_environment_is_read():
    code = "from rag.settings import load_settings; print(load_settings().port)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=os.environ | {"BQA_PORT": "8321"}, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert (done.stdout.strip(), done.returncode) == ("8321", 0)
