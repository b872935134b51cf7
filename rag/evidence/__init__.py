"""A plan becomes evidence: what the bulletins hold on it, judged for relevance."""
