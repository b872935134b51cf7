"""The web app: FastAPI routes, the Gradio page, reading pages. Imports `rag`, never reversed."""
