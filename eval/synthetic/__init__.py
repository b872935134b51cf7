"""A generator of invented bulletins (虚构通报) at any size, with their known truth and questions.

`python -m eval.synthetic` writes them. The agencies stand in real places, everything told of them
is made up from the tables in `tables/`; nothing of it is to be published or believed.
"""
