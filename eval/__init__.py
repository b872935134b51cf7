"""How well the program answers: questions, measures, reports. Run with `python -m eval.run`."""
