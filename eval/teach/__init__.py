"""The bundled encoder taught from questions with known answers: data, teaching, figures."""
