"""How the program grows with the number of bulletins, beside LangChain + Chroma on the same ones.

`python -m eval.scale` makes corpora (`eval.synthetic`), indexes them and measures. Both sides
search the same passages with the same embedding model, in turns in one run, and it is the ratio
that counts: absolute times depend on the machine.
"""
