"""Question sets: questions, answers, the bulletins they are about."""
