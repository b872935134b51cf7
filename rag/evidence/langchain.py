"""The retrieval as a LangChain retriever."""

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.answer import Evidence
from rag.evidence.found import Found


class BulletinRetriever(BaseRetriever):
    """The same retrieval as a LangChain retriever: one document per quotable passage, best first.

    `find` is `rag.chat.Assistant.find`. `page_content` is verbatim; metadata holds source, agency,
    finding_number, finding_title, start, end, relevance.
    """

    find: Callable[[str], Found]
    limit: int = 20

    model_config = {"arbitrary_types_allowed": True}

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = self.find(query)
        return [d for e in found.evidence for d in _documents(e)][: self.limit]


def _documents(evidence: Evidence) -> list[Document]:
    bulletin, finding = evidence.bulletin, evidence.finding
    return [
        Document(
            page_content=span.of(bulletin.text),
            metadata={
                "source": bulletin.source,
                "agency": bulletin.agency,
                "finding_number": finding.number if finding else None,
                "finding_title": finding.title if finding else None,
                "start": span.start,
                "end": span.end,
                "relevance": round(evidence.relevance, 4),
            },
        )
        for span in evidence.spans
    ]
