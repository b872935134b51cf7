"""The page's theme: system fonts, paper and ink, one accent colour (cinnabar), light and dark.

Gradio's own parts take their colours from here; ours are in static/page.css, by the same variables.
"""

import gradio as gr

FONTS = (
    "-apple-system", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC",
    "system-ui", "sans-serif",
)  # fmt: skip

COLOURS: dict[str, tuple[str, str]] = {  # light, dark
    "body_background_fill": ("#faf8f5", "#191817"),
    "body_text_color": ("#23211e", "#e9e5df"),
    "body_text_color_subdued": ("#6a645c", "#a8a198"),
    "background_fill_primary": ("#ffffff", "#211f1e"),
    "background_fill_secondary": ("#f4f0ea", "#292625"),
    "block_background_fill": ("#ffffff", "#211f1e"),
    "border_color_primary": ("#e2dcd3", "#3a3633"),
    "border_color_accent": ("#d9b5ad", "#6d4139"),
    "color_accent_soft": ("#f6ebe8", "#3a2622"),
    "input_background_fill": ("#ffffff", "#211f1e"),
    "button_primary_background_fill": ("#9b2c1f", "#b3412f"),
    "button_primary_background_fill_hover": ("#7f2118", "#c24f3c"),
    "button_primary_text_color": ("#ffffff", "#ffffff"),
    "link_text_color": ("#9b2c1f", "#f0a08f"),
    "link_text_color_hover": ("#7f2118", "#f6bcae"),
    "link_text_color_visited": ("#9b2c1f", "#f0a08f"),
    "link_text_color_active": ("#7f2118", "#f6bcae"),
}

THEME = gr.themes.Base(
    primary_hue=gr.themes.colors.red,
    neutral_hue=gr.themes.colors.stone,
    font=list(FONTS),
    font_mono=["ui-monospace", "Consolas", "monospace"],
    radius_size=gr.themes.sizes.radius_md,
).set(
    color_accent="#9b2c1f",
    **{name: light for name, (light, _) in COLOURS.items()},
    **{f"{name}_dark": dark for name, (_, dark) in COLOURS.items()},
)
