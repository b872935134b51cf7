"""Borrowing (借鉴): for one's own finding, what other agencies did about theirs, and a draft."""
