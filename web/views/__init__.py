"""What is shown, as values and HTML; no Gradio in it."""
