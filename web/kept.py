"""Answers of late by their ids: a document is made of what was answered, not of what is sent.

An id is a keyed digest of the answer's own words and citations: nobody else can make one. A reader
whose conversation comes back from the browser brings answer and id; where they belong together the
answer is kept again, so a restart loses nothing. What it does not know: who asked.
"""

import hashlib
import hmac
import json
import secrets
import threading
from collections import OrderedDict

from pydantic import TypeAdapter

from rag.answer import Answer
from rag.body import Body

MOST = 2000  # answers kept in memory
ID = r"^[0-9a-f]{32}$"
_BODY = TypeAdapter(Body)


class KeptAnswers:
    """The answers of late; those used longest ago go first."""

    def __init__(self, key: bytes | None = None, most: int = MOST) -> None:
        self._key = key or secrets.token_bytes(32)
        self._most = most
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, answer: Answer) -> str:
        """Keep an answer of ours; return its id."""
        id = self._id(answer)
        with self._lock:
            self._answers[id] = answer
            self._answers.move_to_end(id)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return id

    def keep_again(self, answer: Answer, id: str) -> str:
        """Keep an answer that came back with its id; return the id, "" where it is not its own."""
        if not hmac.compare_digest(self._id(answer).encode(), id.encode("utf-8", "replace")):
            return ""
        return self.keep(answer)

    def get(self, id: str) -> Answer | None:
        """Return the answer with this id, if it is still here."""
        with self._lock:
            return self._answers.get(id)

    def _id(self, answer: Answer) -> str:
        citations = [(c.number, c.bulletin_id, c.start, c.end, c.quote) for c in answer.citations]
        body = _BODY.dump_python(answer.body, mode="json")
        words = [answer.question, answer.standalone_question, answer.text, citations, body]
        made = json.dumps(["answer", words], ensure_ascii=False).encode("utf-8", "replace")
        return hmac.new(self._key, made, hashlib.sha256).hexdigest()[:32]
