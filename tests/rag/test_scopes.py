"""A reader who may see some bulletins alone hears of the others what is said of none at all."""

import pytest

from rag.chat import Assistant
from rag.store.catalog import Where


@pytest.mark.parametrize(
    "question", ["{}的问题整改完成了吗?", "{}是怎么整改政府采购问题的?", "{}有哪些问题?"]
)
def test_an_agency_that_is_unseen_is_as_unknown_as_one_that_is_not_there(
    library, settings, question
):
    assistant = Assistant(library, settings)
    seen, *unseen = library.bulletins()
    where = Where(bulletin_ids=(seen.id,))
    nowhere = "鹤岗市水务局"
    for bulletin in unseen:
        told = assistant.ask(question.format(bulletin.agency), (), where)
        said = assistant.ask(question.format(nowhere), (), where)
        assert told.text.replace(bulletin.agency, nowhere) == said.text
        assert told.scope.agencies == said.scope.agencies == ()
