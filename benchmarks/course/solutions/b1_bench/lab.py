# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # Three small questions

# %% [markdown] tags=["ko"]
# # 작은 문제 세 개

# %%
import otter

grader = otter.Notebook(tests_dir="otter_tests")

# %%
grader.check("total")
