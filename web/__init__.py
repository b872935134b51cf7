"""The web app: FastAPI routes, the Gradio page, the reading pages. Imports `rag`, never the reverse."""
