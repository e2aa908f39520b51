"""List the figures of every assignment."""

from tools.figures import a1_knn, a2_linear, a3_gradients, a4_sgd, a5_networks

__all__ = ["FIGURES"]

FIGURES = {
    "a1_knn": a1_knn.FIGURES,
    "a2_linear": a2_linear.FIGURES,
    "a3_gradients": a3_gradients.FIGURES,
    "a4_sgd": a4_sgd.FIGURES,
    "a5_networks": a5_networks.FIGURES,
}
"""For each assignment its figures by name, in the order of the handout."""
