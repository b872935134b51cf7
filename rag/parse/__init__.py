"""Text becomes a `Bulletin`, by tables of the forms that bulletins take."""
