"""The tasks and their labels: what readers recognise, classifiers give and aggregates count."""

TASKS: dict[str, tuple[str, ...]] = {
    "sentiment": ("negative", "neutral", "positive"),
    "stance": ("favor", "against", "none"),
    "reply": ("agree", "disagree", "neutral"),
    "frame": ("same", "different", "both", "none"),
}
