// Runs before Gradio's own script: makes it, and the page, speak the language that the reader chose.
{
  const chosen = document.cookie.match(/(?:^|; )bqa_lang=([\w-]+)/)?.[1];
  if (chosen) {
    Object.defineProperty(navigator, "language", { get: () => chosen });
    Object.defineProperty(navigator, "languages", { get: () => [chosen] });
  }
}
