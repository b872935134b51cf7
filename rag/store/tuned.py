"""The tuned numbers of the store, with what each was chosen on."""

# Which texts are one bulletin: copies and damaged copies of the samples in tests/data.
RUN = 6  # characters in a run: long enough to be of one text, short enough to survive a damaged one
HASHES = 128  # runs kept; the similarity is then known to about ±0.09
SAME = 0.9  # share of equal runs from which two texts are copies
RELATED = 0.3  # share from which two texts of one agency are of one occasion, where no date says so

# Themes: the titles of the five bundled bulletins.
MIN_GROUP = 2  # findings, and bulletins, that make a discovered theme
NEARNESS = 0.85  # largest cosine distance inside a discovered group
MAX_LEFT_OVER = 2000  # findings grouped at most; linkage is quadratic

# Hybrid search: XQuAD zh and CMRC 2018 (`python -m eval.retrieval`).
FUSION = 60  # reciprocal rank fusion, k of Cormack et al. 2009
POOL = 4  # candidates from each side for one hit wanted
SAMPLE = 4096  # passages by which a question's own distribution of cosines is known
COMMON = 0.5  # words in more than this share of the passages tell nothing
K1, B = 1.2, 0.75  # BM25: saturation and length, as Robertson and Zaragoza 2009 give them

# Taking in: 300 invented bulletins, a static model.
TOGETHER = 400  # findings and measures in one step, about four bulletins

# Soundness: the same text embedded again, in other company and at either precision, has a cosine
# of 0.999 or more with what it had; two passages that are not the same have less than 0.99.
EMBEDDED_AGAIN = 128  # passages all over the store
SAME_VECTOR = 0.995

# Pruning and copies: not fitted, but said to the operator.
GONE_AT_MOST = 0.1  # share of a path's files that may be gone without being forced
AS_LONG = 0.8  # share of the findings' characters from which a copy is as good
